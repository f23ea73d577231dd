// Sets theme, density and language before the first paint, from what the last visit kept. Inline script is not allowed, so it is a file.
(function () {
  var root = document.documentElement;
  var kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("kedun.preferences") || "{}") || {};
  } catch {
    kept = {};
  }
  var dark = kept.theme === "dark" || (kept.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  var chinese = kept.language ? kept.language === "zh" : /^zh/i.test(navigator.language || "zh");
  root.dataset.theme = dark ? "dark" : "light";
  root.dataset.density = kept.density || "normal";
  root.lang = chinese ? "zh-CN" : "en-US";
  var color = document.querySelector('meta[name="theme-color"]');
  if (color) color.setAttribute("content", dark ? "#101114" : "#f7f5f2");
})();
