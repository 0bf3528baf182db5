#!/bin/sh
# Renders the helmfile slice in the current directory to standard output.
#
# The same script runs in Argo CD's sidecar (busybox sh), in the embedded environment and in the
# pre-merge check. What it is given:
#   ARGOCD_ENV_HELMFILE_ENVIRONMENT  the helmfile environment (required)
#   ARGOCD_APP_NAMESPACE             namespace for releases that name none
#   KUBE_VERSION, KUBE_API_VERSIONS  what charts see as .Capabilities
#   RENDER_TIMEOUT_SECONDS           time for helmfile, 80 unless told
#
# A slice comes from whoever may commit, so it is data until proven harmless. The scan does not look
# for what is bad: it reads the state file with a small grammar and refuses what the grammar does not
# know. Plain block YAML, listed keys, `.Environment.Name` as the only input of a template, values
# files that are not templates, charts in the slice or beside it. That leaves no room for quoting,
# anchors, escapes or concatenation to hide anything in, and nothing is rendered before it passes.
#
# Not the scan's business: what a chart's templates say. Helm runs them without files outside the
# chart, processes or the network, once links, packed charts and schemas that refer elsewhere are
# refused. Helm plugins, hooks, remote sources and helmfile's insecure functions are switched off
# besides (see `render`); what a template makes of memory and time is left to the limits around it.
#
# Every refusal is a line `file:line: reason [rule]`; exit code 1 is a refusal or a failed render.
set -eu
LC_ALL=C
export LC_ALL
unset CDPATH

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# --- input ---------------------------------------------------------------------------------------

environment=${ARGOCD_ENV_HELMFILE_ENVIRONMENT-}
case $environment in
  '') fail 'HELMFILE_ENVIRONMENT is not set: name the environment in spec.source.plugin.env [environment-missing]' ;;
  [!a-z]* | *[!a-z0-9-]*) fail 'HELMFILE_ENVIRONMENT must match ^[a-z][a-z0-9-]*$ [environment-malformed]' ;;
esac

namespace=${ARGOCD_APP_NAMESPACE-}
case $namespace in
  *[!a-z0-9-]*) fail 'ARGOCD_APP_NAMESPACE is not a namespace name [namespace-malformed]' ;;
esac

kube_version=${KUBE_VERSION-}
case $kube_version in
  *[!A-Za-z0-9.+-]*) fail 'KUBE_VERSION is not a version [kube-version-malformed]' ;;
esac

api_versions=${KUBE_API_VERSIONS-}
case $api_versions in
  *[!A-Za-z0-9./,-]*) fail 'KUBE_API_VERSIONS is not a list of API versions [api-versions-malformed]' ;;
esac

limit=${RENDER_TIMEOUT_SECONDS-80}
case $limit in
  '' | *[!0-9]*) fail 'RENDER_TIMEOUT_SECONDS is not a number [timeout-malformed]' ;;
esac

# Two state files would be two answers.
if [ -e helmfile.yaml ] && [ -e helmfile.yaml.gotmpl ]; then
  fail 'helmfile.yaml.gotmpl:1: stands beside helmfile.yaml: keep one of the two [state-file]'
fi
state=helmfile.yaml.gotmpl
[ -e "$state" ] || [ -h "$state" ] || state=helmfile.yaml
[ -f "$state" ] && [ ! -h "$state" ] || fail "$state:1: no such file: a slice is a directory with helmfile.yaml.gotmpl [state-file]"

work=$(mktemp -d "${TMPDIR:-/tmp}/helmfile-render.XXXXXX")
child=
trap 'rm -rf "$work"' EXIT
trap '[ -z "$child" ] || kill "$child" 2>/dev/null || :; exit 143' HUP INT TERM
mkdir "$work/home" "$work/tmp" "$work/plugins"

# --- scan ----------------------------------------------------------------------------------------

# Prints `P file:line: reason [rule]` for every refusal, and what the shell goes on to check:
# `V line path` a values file, `C line path` a chart, `E name` an environment, `N named/unnamed count`.
# In paths the environment's name stands as the placeholder @.
scan_state() {
  # Some awks end a line at a NUL: they are to see something else in its place.
  tr '\000' '\001' <"$state" | awk -v file="$state" '
    # One problem a line, and none for what stands below a refused line: it is refused along.
    function problem(reason, rule) {
      if (NR == told) return
      print "P " file ":" NR ": " reason " [" rule "]"
      told = NR
      if ($0 ~ /^ *- /) in_release = 1
      muted = indent($0)
      muted_item = ($0 ~ /^ *- /)
    }
    function indent(s) { sub(/[^ ].*$/, "", s); return length(s) }
    function refused_along(s) {
      if (muted < 0) return 0
      if (indent(s) > muted || (indent(s) == muted && !muted_item && s ~ /^ *- /)) return 1
      muted = -1
      return 0
    }
    function set(list, into,    n, i, parts) {
      n = split(list, parts, " ")
      for (i = 1; i <= n; i++) into[parts[i]] = 1
    }
    function trim(s) { sub(/^ +/, "", s); sub(/ +$/, "", s); return s }

    BEGIN {
      muted = -1
      limit = limit_key = value_column = 999
      set("environments helmDefaults commonLabels releases", top)
      set("createNamespace skipDeps skipRefresh wait waitForJobs timeout atomic cleanupOnFail historyMax", defaults)
      set("name namespace chart description labels values installed needs missingFileHandler createNamespace skipDeps skipRefresh wait waitForJobs timeout atomic cleanupOnFail historyMax", release)
      set("eq ne not and or has list", known)
      why["hooks"] = "runs commands"
      why["postRenderer"] = why["postRendererArgs"] = "runs a command over the output"
      why["helmBinary"] = why["kustomizeBinary"] = "chooses the program to run"
      why["args"] = why["templateArgs"] = why["diffArgs"] = why["syncArgs"] = "passes options to helm"
      why["secrets"] = "decrypts, and the plugin holds no key"
      why["bases"] = why["helmfiles"] = "takes in further state files"
      why["repositories"] = "fetches from the network"
      why["set"] = why["setString"] = why["setTemplate"] = why["valuesTemplate"] = why["env"] = "is a value outside the values files"
      why["templates"] = why["inherit"] = why["defaultInherit"] = "hides what a release is"
      why["kubeContext"] = "chooses a cluster"
      why["jsonPatches"] = why["strategicMergePatches"] = why["transformers"] = why["forceNamespace"] = why["dependencies"] = "rewrites charts through kustomize"
      reads["exec"] = reads["envExec"] = "runs a command"
      reads["readFile"] = reads["readDir"] = reads["readDirEntries"] = reads["isFile"] = reads["isDir"] = "looks at files"
      reads["env"] = reads["requiredEnv"] = reads["expandenv"] = reads["getenv"] = "reads the plugin'"'"'s own environment"
      reads["fetchSecretValue"] = reads["expandSecretRefs"] = "fetches secrets"
      reads["getHostByName"] = "asks the network"
      reads["tpl"] = reads["include"] = reads["template"] = reads["define"] = reads["block"] = "takes in further template text"
    }

    # What an expression may say: comparisons of .Environment.Name with plain string literals.
    function bad_word(text,    n, i, words) {
      gsub(/"[A-Za-z0-9._-]*"/, " ", text)
      gsub(/[()]/, " ", text)
      n = split(text, words, " ")
      for (i = 1; i <= n; i++)
        if (words[i] != ".Environment.Name" && !(words[i] in known)) return words[i]
      return ""
    }
    function unknown_template(text) {
      problem("template text " text " is refused: a slice knows .Environment.Name, if, else, end, eq, ne, not, and, or, has, list", "template-text")
    }
    function refuse_word(word,    name) {
      name = word
      if (name in reads) problem("template function " name " is refused: it " reads[name], "template-function")
      else unknown_template(name)
    }

    # Checks every action of a line. Returns the line with each output as its placeholder;
    # "" for a line that only steers (if, else, end), and sets broken where it was refused.
    function actions(line,    out, start, end, body, left, right, word, whole, n) {
      out = ""
      whole = line
      while ((start = index(line, "{{")) > 0) {
        out = out substr(line, 1, start - 1)
        line = substr(line, start + 2)
        end = index(line, "}}")
        if (end == 0) { problem("template action that spans lines", "template-text"); broken = 1; return "" }
        body = substr(line, 1, end - 1)
        line = substr(line, end + 2)
        left = (body ~ /^- /)
        right = (body ~ / -$/)
        if (right) { problem("template action with -}} joins lines: leave the dash out", "template-trim"); broken = 1; return "" }
        if (left) body = substr(body, 2)
        body = trim(body)
        if (body ~ /^(if|else if) / || body == "else" || body == "end") {
          if (whole !~ /^ *\{\{[^}]*\}\} *$/) { problem("template condition that shares its line with text", "template-text"); broken = 1; return "" }
          condition(body)
          sub(/^(else if|if|else|end)/, "", body)
          word = bad_word(body)
          if (word != "") { refuse_word(word); broken = 1 }
          steers = 1
          return ""
        }
        if (left) { problem("template action with {{- joins lines: leave the dash out", "template-trim"); broken = 1; return "" }
        if (body == ".Environment.Name" || body == ".Environment.Name | quote") { out = out "@"; continue }
        word = bad_word(body)
        if (word != "") { refuse_word(word); broken = 1; return "" }
        if (body !~ /^(eq|ne|not|has) /) { unknown_template(body); broken = 1; return "" }
        out = out "true"
      }
      if (index(line, "}}") > 0) { problem("}} without {{", "template-text"); broken = 1; return "" }
      return out line
    }

    # A branch that is not taken must not change what the lines after it belong to. So the first line after
    # a branch stands no deeper than any line of it, which makes every key of the branch irrelevant to it;
    # a dash belongs to a key above it in its own column too, so it stands further left than those.
    function condition(body) {
      if (body ~ /^if /) { nesting++; lowest[nesting] = lowest_key[nesting] = 999; return }
      if (nesting == 0) { if (!told) problem(body " without if", "template-text"); broken = 1; return }
      if (lowest[nesting] < limit) limit = lowest[nesting]
      if (lowest_key[nesting] < limit_key) limit_key = lowest_key[nesting]
      if (body != "end") return
      nesting--
      if (nesting > 0) lower(lowest[nesting + 1], lowest_key[nesting + 1])
    }
    function lower(c, key) {
      if (c < lowest[nesting]) lowest[nesting] = c
      if (key < lowest_key[nesting]) lowest_key[nesting] = key
    }
    function depends_on_condition(c, dash,    depends) {
      depends = c > limit || (dash && c >= limit_key)
      limit = limit_key = 999
      if (nesting > 0) lower(c, dash ? 999 : c)
      return depends
    }

    # A scalar on one line: plain or quoted, without anything YAML or helmfile would interpret.
    function scalar(s) {
      return s ~ /^[A-Za-z0-9@._\/][A-Za-z0-9@._\/ ,()-]*$/ || s ~ /^"[A-Za-z0-9@._\/ ,():=<>~^*-]*"$/ || s ~ /^'"'"'[A-Za-z0-9@._\/ ,():=<>~^*-]*'"'"'$/
    }
    function unquoted(s) {
      if (s ~ /^".*"$/ || s ~ /^'"'"'.*'"'"'$/) return substr(s, 2, length(s) - 2)
      return s
    }
    # A path stays in the slice, or goes one step up into the layer.
    function check_path(kind, s,    rest) {
      if (s ~ /:/) { problem("remote sources are not fetched: charts and values stand in this repository", "remote-source"); return 0 }
      if (s !~ /^[A-Za-z0-9@._\/-]+$/) { problem(kind " " s " is not a plain path", "path"); return 0 }
      if (s ~ /^\//) { problem(kind " " s " is an absolute path", "path-outside"); return 0 }
      rest = s
      sub(/^(\.\/)*\.\.\//, "", rest)
      if (rest ~ /(^|\/)\.\.(\/|$)/) { problem(kind " " s " leaves the layer of the slice", "path-outside"); return 0 }
      return 1
    }
    function refuse_value(s) {
      if (s ~ /^[&*]/) problem("YAML anchors and aliases are not allowed here", "yaml-form")
      else if (s ~ /^!/) problem("YAML tags are not allowed here", "yaml-form")
      else if (s ~ /^[|>]/) problem("YAML block scalars are not allowed here", "yaml-form")
      else if (s ~ /^[{[]/) problem("YAML flow collections are not allowed here: one key or item a line", "yaml-form")
      else problem("value " s " is not a plain scalar", "yaml-form")
    }
    function refuse_key(key) {
      if (key in why) problem("key " key " is refused: it " why[key], "helmfile-key")
      else problem("key " key " is not one that a slice may use", "helmfile-key")
    }
    function finish_release() {
      if (!in_release) return
      if (release_namespace) named++
      else unnamed++
      in_release = 0
    }

    # path[] holds the keys above the present line, column[] where they stand.
    function parent(c) { while (depth > 0 && column[depth] >= c) depth--; return above() }
    function above(    i, s) { s = ""; for (i = 1; i <= depth; i++) s = s (i > 1 ? "." : "") path[i]; return s }

    function key_line(c, dash, key, value,    under) {
      under = parent(dash ? c + 1 : c)
      if (dash) {
        # A list may stand at its own key, so only deeper keys were left behind above.
        under = above()
        if (under == "releases.values") { problem("values are files, not mappings written here", "yaml-form"); return }
        if (under != "releases") { problem("a list of mappings stands only under releases", "yaml-form"); return }
        finish_release()
        in_release = 1
        release_namespace = 0
        c = dash
      }
      check_key(under, key, value)
      depth++
      path[depth] = key
      column[depth] = c
    }
    function check_key(under, key, value) {
      if (under == "") {
        finish_release()
        if (!(key in top)) refuse_key(key)
        else if (value != "") refuse_value(value)
      } else if (under == "environments") {
        if (key !~ /^[a-z][a-z0-9-]*$/) problem("environment " key " must match ^[a-z][a-z0-9-]*$", "helmfile-key")
        else if (value != "" && value != "{}") refuse_value(value)
        else print "E " key
      } else if (under ~ /^environments\./) {
        problem("key " key " of an environment: values belong to a release, as values/{{ .Environment.Name }}.yaml", "helmfile-key")
      } else if (under == "helmDefaults") {
        if (!(key in defaults)) refuse_key(key)
        else if (!scalar(value)) refuse_value(value)
      } else if (under == "commonLabels" || under == "releases.labels") {
        if (!scalar(value)) refuse_value(value)
      } else if (under == "releases") {
        check_release(key, value)
      } else refuse_key(key)
    }
    function check_release(key, value) {
      if (!in_release) { problem("a release begins with a dash", "yaml-form"); return }
      if (!(key in release)) { refuse_key(key); return }
      if (key == "labels" || key == "values" || key == "needs") { if (value != "") refuse_value(value); return }
      if (key == "chart") { check_chart(value); return }
      if (!scalar(value)) { refuse_value(value); return }
      if (key == "namespace") release_namespace = 1
    }
    function check_chart(value,    s) {
      s = unquoted(value)
      if (s ~ /:/) { problem("remote sources are not fetched: charts and values stand in this repository", "remote-source"); return }
      if (s !~ /^\.\.?\//) { problem("chart " s " must be a path that begins with ./ or ../", "remote-source"); return }
      if (check_path("chart", s)) print "C " NR " " s
    }
    function item_line(c, value,    under, s) {
      under = parent(c + 1)
      s = unquoted(value)
      if (under == "releases.needs") { if (!scalar(value)) refuse_value(value); return }
      if (under != "releases.values") { problem("an item stands only under values and needs", "yaml-form"); return }
      if (value ~ /^[&*!|>{[]/) { refuse_value(value); return }
      if (!check_path("values file", s)) return
      if (s ~ /\.(gotmpl|hcl|tpl)$/) { problem("values file " s " is a template: values are plain YAML, what depends on the environment goes into its own file", "values-template"); return }
      if (s !~ /\.ya?ml$/) { problem("values file " s " must end in .yaml", "path"); return }
      print "V " NR " " s
    }

    # What stands below a refused line is not read. Nothing is lost by it: the slice is refused already.
    /^ *[^ ]/ && refused_along($0) { next }
    /[^ -~]/ { problem("only printable ASCII without tabs is allowed here", "yaml-form"); next }
    /ref\+/ { problem("a ref+ reference fetches or runs something while rendering", "value-reference"); next }
    /:\/\// && !/^ *#/ { problem("remote sources are not fetched: charts and values stand in this repository", "remote-source"); next }
    /[\\`]/ { problem("backslashes and backticks are not allowed here", "yaml-form"); next }
    /@/ && !/^ *#/ { problem("@ is not allowed here", "yaml-form"); next }
    {
      broken = steers = 0
      line = actions($0)
      if (broken || steers) next
      if (line ~ /^ *(#.*)?$/) next
      sub(/ +#.*$/, "", line)
      sub(/ +$/, "", line)
      if (line == "---") {
        if (nesting > 0) problem("a document ends inside a condition", "template-text")
        depth = 0
        limit = limit_key = value_column = 999
        finish_release()
        next
      }
      c = indent(line)
      if (depends_on_condition(c, line ~ /^ *- /)) {
        problem("what this line belongs to depends on the condition above it: let the condition hold it too", "template-condition")
        next
      }
      if (c > value_column) {
        problem("a line that stands deeper than the value above continues that value", "yaml-form")
        next
      }
      rest = substr(line, c + 1)
      dash = 0
      if (rest ~ /^- +/) {
        marker = rest
        sub(/[^ -].*$/, "", marker)
        if (marker !~ /^- +$/) { problem("nested list", "yaml-form"); next }
        rest = substr(rest, length(marker) + 1)
        dash = c + length(marker)
      }
      if (rest ~ /^[A-Za-z][A-Za-z0-9_.\/-]*:( |$)/) {
        colon = index(rest, ":")
        value = trim(substr(rest, colon + 1))
        value_column = value == "" ? 999 : dash ? dash : c
        key_line(c, dash, substr(rest, 1, colon - 1), value)
      } else if (dash) {
        value_column = c
        item_line(c, rest)
      }
      else problem("not a plain `key: value` or `- item` line", "yaml-form")
    }
    END {
      finish_release()
      print "N " named + 0 " " unnamed + 0
    }
  '
}

# Sets `path` to a path of the scan with its placeholder filled in.
fill_in() {
  path=
  tail=$1
  while [ "${tail#*@}" != "$tail" ]; do
    path=$path${tail%%@*}$environment
    tail=${tail#*@}
  done
  path=$path$tail
}

# Refuses a path of which any part is a symbolic link.
has_link() {
  (
    rest=$1
    seen=
    while [ -n "$rest" ]; do
      part=${rest%%/*}
      seen=$seen$part
      [ ! -h "$seen" ] || exit 0
      case $rest in */*) rest=${rest#*/} seen=$seen/ ;; *) rest= ;; esac
    done
    exit 1
  )
}

check_values() {
  if has_link "$2"; then
    printf '%s:%s: values file %s is or passes a symbolic link [symlink]\n' "$state" "$1" "$2"
  elif [ -f "$2" ]; then
    grep -nF 'ref+' "$2" | while IFS=: read -r at _; do
      printf '%s:%s: a ref+ reference fetches or runs something while rendering [value-reference]\n' "$2" "$at"
    done
  fi
}

# Helm fetches what a values schema refers to, over the network or from any file it may read.
check_schema() {
  if grep -qF '\u' "$1"; then
    printf '%s:1: an escape in a schema may hide what it refers to [schema-reference]\n' "$1"
  fi
  tr -d ' \t\r\n' <"$1" | grep -o '"\$[A-Za-z]*":"[^"]*"' | while IFS= read -r pair; do
    case $pair in
      '"$ref":"#'* | '"$dynamicRef":"#'* | '"$recursiveRef":"#'*) continue ;;
      '"$id":'* | '"$anchor":'* | '"$dynamicAnchor":'* | '"$comment":'*) continue ;;
    esac
    target=${pair#*:\"}
    target=${target%\"}
    case $pair in
      '"$schema":'*)
        case ${target#http*://} in
          json-schema.org/draft-0[467]/schema | json-schema.org/draft-0[467]/schema#) continue ;;
          json-schema.org/draft/2019-09/schema | json-schema.org/draft/2020-12/schema) continue ;;
        esac
        ;;
    esac
    line=$(grep -nF -- "$target" "$1" | head -n 1 | cut -d : -f 1)
    printf '%s:%s: the schema refers to %s outside itself [schema-reference]\n' "$1" "${line:-1}" "$target"
  done
}

check_chart() {
  if has_link "$2"; then
    printf '%s:%s: chart %s is or passes a symbolic link [symlink]\n' "$state" "$1" "$2"
  elif [ ! -f "$2/Chart.yaml" ]; then
    printf '%s:%s: chart %s has no Chart.yaml [chart-missing]\n' "$state" "$1" "$2"
  else
    # A name of several lines arrives as several names: no line of it is one of the others.
    find "$2" ! -type f ! -type d -o -name '*
*' -o -type f -name '*.tgz' -o -type f -name values.schema.json | sort | while IFS= read -r path; do
      if [ -h "$path" ] || { [ -e "$path" ] && [ ! -f "$path" ] && [ ! -d "$path" ]; }; then
        printf '%s:1: neither a file nor a directory: charts hold no links [symlink]\n' "$path"
      elif [ -f "$path" ] && [ "${path##*/}" = values.schema.json ]; then
        check_schema "$path"
      elif [ -f "$path" ] && [ "${path%.tgz}" != "$path" ]; then
        printf '%s:1: a packed chart cannot be read before it is rendered: unpack it [chart-packed]\n' "$path"
      else
        printf '%s:1: part of a name with a line break, which cannot be checked: rename it [file-name]\n' "$path"
      fi
    done
  fi
}

# The findings of the state file, then of the files that it names.
scan() {
  scan_state >"$work/scan"
  # The last line that the scan writes: without it, part of the file went unread.
  grep -q '^N ' "$work/scan" || printf '%s:1: could not be read to its end [state-file]\n' "$state"
  sed -n 's/^P //p' "$work/scan"
  grep '^[VC] ' "$work/scan" | while read -r kind at path; do
    fill_in "$path"
    if [ "$kind" = V ]; then check_values "$at" "$path"; else check_chart "$at" "$path"; fi
  done
  if grep -q '^P ' "$work/scan"; then return; fi
  if ! grep -q "^E $environment\$" "$work/scan"; then
    known=$(sed -n 's/^E //p' "$work/scan" | tr '\n' ' ')
    printf '%s:1: environment %s is not defined (defined: %s) [environment-unknown]\n' "$state" "$environment" "${known% }"
  fi
  if grep -q '^N [1-9][0-9]* [1-9]' "$work/scan"; then
    printf '%s:1: either every release names its namespace or none does [release-namespace]\n' "$state"
  elif [ -z "$namespace" ] && ! grep -q '^N [0-9]* 0$' "$work/scan"; then
    printf '%s:1: no release names a namespace and ARGOCD_APP_NAMESPACE is not set [release-namespace]\n' "$state"
  fi
}

scan >"$work/problems"
if [ -s "$work/problems" ]; then
  head -n 20 "$work/problems" | cut -c 1-400 >&2
  exit 1
fi

# --- render --------------------------------------------------------------------------------------

set -- --file "$state" --environment "$environment" --log-level error --no-color --skip-deps
if [ -n "$namespace" ] && grep -q '^N 0 ' "$work/scan"; then set -- "$@" --namespace "$namespace"; fi
if [ -n "$api_versions" ]; then set -- "$@" --args "--api-versions=$api_versions"; fi
set -- "$@" template --include-crds --skip-tests --concurrency 1 --skip-cleanup
if [ -n "$kube_version" ]; then set -- "$@" --kube-version "$kube_version"; fi

# Nothing of the sidecar's environment reaches helmfile: it starts from an empty one. Both it and helm end before their
# garbage amounts to much: collecting none of it below the limit takes a quarter off a render. Where memory matters more,
# the sidecar's own GOGC says so.
render() {
  set -- env -i PATH="$PATH" LC_ALL=C HOME="$work/home" TMPDIR="$work/tmp" \
    XDG_CACHE_HOME="$work/home/.cache" XDG_CONFIG_HOME="$work/home/.config" XDG_DATA_HOME="$work/home/.data" \
    KUBECONFIG=/dev/null HELM_PLUGINS="$work/plugins" HELMFILE_TEMPDIR="$work/tmp" \
    HELMFILE_CACHE_HOME="$work/home/.cache/helmfile" HELMFILE_UPGRADE_NOTICE_DISABLED=true \
    HELMFILE_DISABLE_INSECURE_FEATURES=true HELMFILE_DISABLE_HOOKS=true \
    GOGC="${GOGC:-off}" GOMEMLIMIT=256MiB helmfile "$@"
  if command -v timeout >/dev/null 2>&1; then set -- timeout "$limit" "$@"; fi
  exec "$@"
}

# In the background, so that a signal is not kept waiting for helmfile.
(render "$@") >"$work/out" 2>"$work/err" &
child=$!
status=0
wait "$child" || status=$?
child=

# What helm said, without helmfile's frame around it; else the end of what helmfile said.
reason() {
  sed -n '/^STDERR:$/,/^COMBINED OUTPUT:$/p' "$work/err" |
    sed '/^STDERR:$/d; /^COMBINED OUTPUT:$/d; /^  Use --debug flag/d; /^[[:space:]]*$/d; s/^  //' >"$work/reason"
  [ -s "$work/reason" ] || sed '/^[[:space:]]*$/d' "$work/err" | tail -n 15 >"$work/reason"
  # Helmfile hands helm copies of the values files: give each its own name back.
  sed -n 's/^V [0-9]* //p' "$work/scan" | while read -r path; do
    fill_in "$path"
    for copy in "$work"/tmp/*; do
      if [ -f "$path" ] && cmp -s "$path" "$copy"; then printf 's|%s|%s|g\n' "$copy" "$path"; fi
    done
  done >"$work/names"
  sed -f "$work/names" "$work/reason" | sed "s|$work|.|g" | cut -c 1-600
}

if [ "$status" -ne 0 ]; then
  case $status in
    124 | 137 | 143) fail "$state:1: rendering took longer than $limit s [render-timeout]" ;;
    126 | 127) fail 'helmfile is not on PATH [helmfile-missing]' ;;
  esac
  reason >&2
  fail "$state:1: rendering for environment $environment failed, for the reason above [render-failed]"
fi

# An empty render would make Argo CD delete what is there.
if ! grep -q '^kind:' "$work/out"; then
  fail "$state:1: rendered no objects for environment $environment: that would delete everything there is [empty-output]"
fi
cat "$work/out"
