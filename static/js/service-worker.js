// Lets the platform say something where there is no network, keeps what never changes, and takes what other apps share.
// Pages, answers of the API, files and pictures are never kept: they belong to whoever is signed in.
import { keep } from "/static/js/kept-files.js";

const CACHE = `otzar-${VERSION}`;
const OFFLINE = ["/offline?lang=he", "/offline?lang=en"];

addEventListener("install", (event) => {
  skipWaiting(); // no page is served from the cache, so a new worker surprises nobody
  event.waitUntil(prepare());
});

addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method === "POST" && address.pathname === "/share") event.respondWith(takeShared(request));
  else if (request.method !== "GET") return;
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => sayOffline(address)));
  else if (neverChanges(address)) event.respondWith(keptOr(request));
});

// The page for when there is no network, asked for as nobody, and all that it is made of.
async function prepare() {
  const cache = await caches.open(CACHE);
  for (const address of OFFLINE) {
    const page = await fetch(address, { credentials: "omit", cache: "reload" });
    if (!page.ok) throw new Error(`${address}: ${page.status}`);
    const parts = (await page.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g);
    await cache.addAll([...new Set([...parts].map((part) => part[1].replaceAll("&amp;", "&")))]);
    await cache.put(address, page);
  }
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name.startsWith("otzar-") && name !== CACHE) await caches.delete(name);
}

async function sayOffline(address) {
  const english = address.searchParams.get("lang") === "en";
  return (await caches.match(OFFLINE[english ? 1 : 0])) ?? Response.error();
}

function neverChanges(address) {
  return address.pathname.startsWith("/static/") && (address.searchParams.has("v") || address.pathname.endsWith(".woff2"));
}

async function keptOr(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

// Whoever shared may not be signed in: the files wait in the browser, and the words travel in the address.
async function takeShared(request) {
  const about = new URLSearchParams();
  try {
    const form = await request.formData();
    const files = form.getAll("files").filter((file) => file instanceof File && file.size);
    if (files.length) await keep(files);
    const words = [form.get("text"), form.get("url")].filter(Boolean).join("\n\n");
    if (form.get("title")) about.set("title", form.get("title").slice(0, 200));
    if (words) about.set("text", words.slice(0, 1500));
    about.set("brought", "0");
  } catch {
    about.set("brought", "lost");
  }
  return Response.redirect(`/items/new?${about}`, 303);
}
