// What the page of an upload asks of the server. Trouble says what went wrong: status 0 is no network, 401 no session.
export class Trouble extends Error {
  constructor(status, sentence = "") {
    super(sentence || `status ${status}`);
    Object.assign(this, { status, sentence });
  }
}

export function server(token) {
  const language = new URLSearchParams(location.search).get("lang"); // of this page alone

  async function ask(path, { method = "GET", body, more, keepalive = false } = {}) {
    const address = new URL(path, location.href);
    if (language) address.searchParams.set("lang", language);
    let answer;
    try {
      const headers = { Accept: "application/json", ...more, ...(method === "GET" ? {} : { "X-CSRFToken": token }) };
      answer = await fetch(address, { method, body, headers, keepalive });
    } catch {
      throw new Trouble(0);
    }
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    if (answer.ok && new URL(answer.url).pathname === "/sign-in") throw new Trouble(401);
    if (!answer.ok) throw Object.assign(new Trouble(answer.status, told?.detail), { errors: told?.errors });
    return told;
  }

  return {
    begin: (name) => ask("/uploads/drafts", { method: "POST", body: new URLSearchParams({ name }) }).then((told) => told.item),
    files: (item) => ask(`/uploads/${item}/files`),
    understood: (item, file) => ask(`/uploads/${item}/understood${file ? `?file=${file}` : ""}`),
    keepTyped: (item, values, keepalive) =>
      ask(`/uploads/${item}/draft`, { method: "PUT", body: new URLSearchParams(values), keepalive }),
    remove: (file) => ask(`/files/${file}/remove`, { method: "POST", body: new FormData() }),
    forget: (upload) => ask(`/uploads/${upload}`, { method: "DELETE", more: { "Tus-Resumable": "1.0.0" } }),
    save: (address, values) => ask(address, { method: "POST", body: values }),
  };
}
