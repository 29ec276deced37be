// A part of a page that keeps itself up to date: it is told that something changed and asks for itself again.
// <div data-live="/live/…" hx-get="…" hx-trigger="changed">. While a page is out of sight nothing is asked.
export function follow(element) {
  let source = null;
  let over = false;

  function stop() {
    if (source) source.close();
    source = null;
  }

  function listen() {
    if (source || over || document.hidden || !element.isConnected) return;
    source = new EventSource(element.dataset.live);
    source.addEventListener("changed", () => refresh());
    source.addEventListener("ended", () => { over = true; stop(); });
    source.addEventListener("error", () => {
      // Closed by an answer that is no stream: there are too many already, or the page may not be seen any more.
      if (source && source.readyState === EventSource.CLOSED) { over = true; stop(); }
    });
  }

  function refresh() {
    if (element.isConnected) window.htmx.trigger(element, "changed");
    else stop();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stop(); return; }
    if (!over && !source) refresh();
    listen();
  });
  window.addEventListener("pagehide", stop);
  listen();
}
