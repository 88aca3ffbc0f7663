// What is told of one conversation, in its order: what overtook something else waits for it.

// A process that died leaves what it had not told to a sweep every few seconds. Were it asked for
// at once, every page that has the conversation open would ask.
const PATIENCE = 3500;
const LATER = 60_000;

// `version()`: what the page has. `take(event)` shows the next one; `ask()` fetches what is missing.
export function inOrder({ version, take, ask }) {
  const waiting = new Map();
  let timer = null;
  let taken = 0;
  let asking = null;

  function settle() {
    for (const old of waiting.keys()) if (old <= version()) waiting.delete(old);
    for (let next; (next = waiting.get(version() + 1)); ) {
      waiting.delete(next.version);
      taken = performance.now();
      take(next);
    }
  }

  function tooLong() {
    timer = null;
    settle();
    if (waiting.size) ask();
    waiting.clear();
  }

  function heard(event) {
    if (event.version <= version()) return;
    waiting.set(event.version, event);
    settle();
    if (!waiting.size) {
      clearTimeout(timer);
      timer = null;
    }
    if (waiting.size && !timer) timer = setTimeout(tooLong, PATIENCE * (1 + Math.random() / 2));
  }

  // `told`: the moment when all pages were told to ask. One that has since heard the next message
  // in its place misses none, and one that waits for a message will ask; what else they show can
  // wait.
  function resync(told) {
    if (told && (taken > told || waiting.size)) {
      asking ??= setTimeout(askNow, Math.random() * LATER);
    } else {
      clearTimeout(asking);
      askNow();
    }
  }

  function askNow() {
    asking = null;
    ask();
  }

  return { heard, resync };
}
