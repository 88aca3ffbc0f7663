// What is told of one conversation, in its order: what overtook something else waits for it.

// A process that died leaves what it had not told to a sweep every few seconds. Were it asked for
// at once, every page that has the conversation open would ask.
const PATIENCE = 3500;

// `version()`: what the page has. `take(event)` shows the next one; `ask()` fetches what is missing.
export function inOrder({ version, take, ask }) {
  const waiting = new Map();
  let timer = null;

  function settle() {
    for (const old of waiting.keys()) if (old <= version()) waiting.delete(old);
    for (let next; (next = waiting.get(version() + 1)); ) {
      waiting.delete(next.version);
      take(next);
    }
  }

  function tooLong() {
    timer = null;
    settle();
    if (waiting.size) ask();
    waiting.clear();
  }

  return (event) => {
    if (event.version <= version()) return;
    waiting.set(event.version, event);
    settle();
    if (!waiting.size) {
      clearTimeout(timer);
      timer = null;
    }
    if (waiting.size && !timer) timer = setTimeout(tooLong, PATIENCE * (1 + Math.random() / 2));
  };
}
