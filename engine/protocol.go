package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// maxRequestBytes bounds one request, so that a broken caller cannot exhaust the memory.
const maxRequestBytes = 256 << 20

// method answers one request; its result must be serialisable as JSON.
type method func(params json.RawMessage) (any, error)

type request struct {
	ID     int64           `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

type response struct {
	ID     int64  `json:"id"`
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}

// handle gives a typed function the form of a method.
func handle[P any, R any](answer func(P) (R, error)) method {
	return func(raw json.RawMessage) (any, error) {
		var params P
		if err := json.Unmarshal(raw, &params); err != nil {
			return nil, fmt.Errorf("parameters: %w", err)
		}
		return answer(params)
	}
}

// serve answers requests concurrently until the input ends; nobody waits for what is not answered by then.
func serve(in io.Reader, out io.Writer, table map[string]method) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 0, 64<<10), maxRequestBytes)
	answers := &answerWriter{encoder: json.NewEncoder(out)}
	answers.encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return fmt.Errorf("not a request: %w", err)
		}
		go func() { answers.write(respond(table, asked)) }()
	}
	endChildren()
	return errors.Join(lines.Err(), answers.failure())
}

// respond runs the method that was asked for; a panic in it is that request's error alone.
func respond(table map[string]method, asked request) (answer response) {
	answer.ID = asked.ID
	defer func() {
		if cause := recover(); cause != nil {
			answer.Result = nil
			answer.Error = fmt.Sprintf("%s: %v\n%s", asked.Method, cause, debug.Stack())
		}
	}()
	run, known := table[asked.Method]
	if !known {
		answer.Error = fmt.Sprintf("unknown method %q", asked.Method)
		return answer
	}
	result, err := run(asked.Params)
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Result = result
	return answer
}

func (w *answerWriter) failure() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.err
}

type answerWriter struct {
	mutex   sync.Mutex
	encoder *json.Encoder
	err     error
}

func (w *answerWriter) write(answer response) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if err := w.encoder.Encode(answer); err != nil && w.err == nil {
		w.err = err
	}
}
