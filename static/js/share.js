// Sharing: the phone's own menu where there is one, and one touch that copies the address.
const opener = document.querySelector("[data-share]");
const menu = document.getElementById("share");

if (opener && menu) {
  const { shareTitle: title, shareAddress: url } = opener.dataset;
  const touch = matchMedia("(pointer: coarse)").matches;
  if (touch && navigator.share) {
    opener.removeAttribute("popovertarget");
    opener.addEventListener("click", () => {
      navigator.share({ title, text: title, url }).catch((error) => {
        if (error.name !== "AbortError") menu.showPopover();
      });
    });
  }
  const copy = menu.querySelector("[data-copy]");
  const word = menu.querySelector("[data-copy-word]");
  const field = menu.querySelector("input");
  field.addEventListener("focus", () => field.select());
  if (navigator.clipboard) {
    const before = word.textContent;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(url).catch(() => field.select());
      word.textContent = word.dataset.copied;
      menu.querySelector("[data-copy-status]").textContent = word.dataset.copied;
      setTimeout(() => {
        word.textContent = before;
      }, 3000);
    });
  }
}
