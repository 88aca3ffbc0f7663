// A sensitive conversation asks now and then who sits there: one calm line, and a way to go on.

// True, so that it can be answered with: nobody is asked again before something happens.
export function asksWho(thread, is) {
  thread.querySelector("[data-confirm-bar]").hidden = !is;
  return true;
}

export function isAsked(request) {
  if (request.status !== 403) return false;
  try {
    return JSON.parse(request.responseText).code === "confirm";
  } catch {
    return false;
  }
}
