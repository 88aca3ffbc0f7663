// Asks until it is answered: one question at a time, once more when something came meanwhile,
// and again a little later, with more patience each time, while there is no answer.

const FIRST = 1000;
const LONGEST = 30_000;

// `ask` resolves to false when nobody answered; a fault of its own counts as no answer.
export function asking(ask) {
  let underWay = false;
  let onceMore = false;
  let failed = 0;
  let timer;

  const wait = () => {
    const most = Math.min(LONGEST, FIRST * 2 ** failed);
    return most / 2 + (Math.random() * most) / 2;
  };

  return async function now() {
    clearTimeout(timer);
    if (underWay) {
      onceMore = true;
      return;
    }
    underWay = true;
    do {
      onceMore = false;
      failed = (await ask().catch(() => false)) ? 0 : failed + 1;
    } while (onceMore && !failed);
    underWay = false;
    if (failed) timer = setTimeout(now, wait());
  };
}
