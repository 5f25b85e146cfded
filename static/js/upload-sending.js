// Files on their way: three at a time, in pieces that go on where they broke (tus), in this tab or in the next.
const CLIENT = "/static/vendor/tus/tus-js-client-4.3.1.min.js";
const AT_ONCE = 3;
const PIECE = 4 * 2 ** 20;
const PAUSES_MS = [0, 1000, 3000, 5000, 10000, 20000];
const FOR_GOOD = [400, 401, 403, 404, 410, 413, 415, 422]; // trying again would not help

// told(row, what, about): what is "sending", "arrived" or "stopped"; about.status is 0 where there is no network.
export function sender({ address, token, person, told, forget }) {
  const waiting = [];
  const going = new Map();
  let client;

  function add(row) {
    waiting.push(row);
    next();
  }

  async function next() {
    if (!waiting.length || going.size >= AT_ONCE) return;
    const row = waiting.shift();
    going.set(row, null);
    try {
      client ??= import(CLIENT);
      await client;
      if (going.has(row)) await start(row);
    } catch {
      client = undefined;
      over(row, "stopped", { status: 0 });
    }
    next();
  }

  async function start(row) {
    const { file, item } = row;
    const upload = new window.tus.Upload(file, {
      endpoint: address,
      chunkSize: PIECE,
      retryDelays: PAUSES_MS,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      metadata: { filename: file.name, filetype: file.type, item: String(item) },
      fingerprint: async () => ["otzar", person, item, file.name, file.size, file.lastModified].join("-"),
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error) => !FOR_GOOD.includes(error.originalResponse?.getStatus() ?? 0),
      onUploadUrlAvailable: () => (row.upload = nameOf(upload)),
      onProgress: (sent, total) => told(row, "sending", { share: total ? sent / total : 1 }),
      onSuccess: () => over(row, "arrived", {}),
      onError: (error) => over(row, "stopped", { status: error.originalResponse?.getStatus() ?? 0, sentence: sentenceOf(error) }),
    });
    const [before] = await upload.findPreviousUploads();
    if (!going.has(row)) return; // left out meanwhile
    if (before) upload.resumeFromPreviousUpload(before);
    else if (row.upload) forget(row.upload); // a file of that name and size, but not the one that began to come
    going.set(row, upload);
    told(row, "sending", { share: 0 });
    upload.start();
  }

  function over(row, what, about) {
    if (!going.delete(row)) return;
    told(row, what, about);
    next();
  }

  // Stops where it is; another upload may begin.
  async function stop(row) {
    const place = waiting.indexOf(row);
    if (place >= 0) waiting.splice(place, 1);
    const upload = going.get(row);
    going.delete(row);
    next();
    await upload?.abort();
  }

  return { add, stop, busy: () => going.size + waiting.length > 0 };
}

function nameOf(upload) {
  return upload.url?.split("/").pop() ?? "";
}

function sentenceOf(error) {
  try {
    const answer = JSON.parse(error.originalResponse.getBody());
    return answer.detail ?? "";
  } catch {
    return "";
  }
}
