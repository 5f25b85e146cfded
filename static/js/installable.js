// The worker that speaks when there is no network. It waits until the page is done.
if (navigator.serviceWorker) {
  addEventListener("load", () => {
    setTimeout(() => navigator.serviceWorker.register("/service-worker.js", { type: "module" }).catch(() => {}), 2000);
  });
}
