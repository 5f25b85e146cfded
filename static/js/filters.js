// While filters are being chosen the button says how many items there would be. Without this script it only searches.
const form = document.querySelector("[data-filters]");
let asking = new AbortController();

form?.addEventListener("change", async () => {
  asking.abort();
  asking = new AbortController();
  const button = form.querySelector(".sheet__foot button");
  try {
    const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`, { signal: asking.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.querySelector("[data-filters] .sheet__foot button");
    if (there) button.textContent = there.textContent;
  } catch {
    // Another tick came before the answer, or the network is away: the button still searches.
  }
});
