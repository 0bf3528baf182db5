import { type ApplicationChange, type ObjectChange, unified } from './compare';

/** An object that one Application loses and another gains has moved: it is not deleted, if that one takes it over. */
export function withMoves(changes: readonly ApplicationChange[]): ApplicationChange[] {
  const removed = new Map(
    changes.flatMap(({ name, objects }) =>
      objects
        .filter(({ change }) => change === 'removed')
        .map((object) => [object.key, { from: name, object }]),
    ),
  );
  const moved = new Set<string>();
  const gained = changes.map((application) => ({
    ...application,
    objects: application.objects.map((object): ObjectChange => {
      const origin = object.change === 'added' ? removed.get(object.key) : undefined;
      if (origin === undefined) return object;
      moved.add(object.key);
      const { beforeText } = origin.object;
      return {
        ...object,
        change: 'moved',
        movedFrom: origin.from,
        beforeText,
        diff: unified(beforeText, object.afterText),
      };
    }),
  }));
  return gained.map((application) => ({
    ...application,
    objects: application.objects.filter(({ change, key }) => change !== 'removed' || !moved.has(key)),
  }));
}
