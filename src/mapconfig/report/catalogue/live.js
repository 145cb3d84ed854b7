// While a person works on the files: the page asks now and then what it would be made of now, and comes again when that
// is something else. The answer comes as a script, since the page's policy lets it do nothing but that.
"use strict";
(() => {
  let known = null;
  let script = null;
  const ask = () => {
    if (document.hidden) return;
    if (script) script.remove();
    script = document.createElement("script");
    script.src = `/-/state.js?page=${encodeURIComponent(location.pathname)}&now=${Date.now()}`;
    document.head.append(script);
  };
  window.mapconfigState = (state) => {
    if (known !== null && state !== known) location.reload();
    known = state;
  };
  setInterval(ask, 1000);
  ask();
})();
