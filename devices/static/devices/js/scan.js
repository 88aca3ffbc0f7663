// The page stays open from scan to scan. Each scan has its own id, so that sending it
// again after a lost answer changes nothing.
const form = document.querySelector("[data-scan]");
const answer = document.querySelector("[data-scanned]");
const offline = document.querySelector("[data-offline]");
const video = document.querySelector("[data-video]");
const camera = document.querySelector("[data-camera]");
const refused = document.querySelector("[data-camera-refused]");
const code = form.elements.namedItem("code");

let sound;

function beep(ok) {
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = ok ? 880 : 220;
  volume.gain.value = 0.15;
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + (ok ? 0.12 : 0.4));
}

async function send() {
  const body = new FormData(form);
  offline.hidden = true;
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body, headers: { "X-Scanner": "1" } });
  } catch {
    offline.hidden = false;
    beep(false);
    return;
  }
  if (response.redirected || response.status >= 500) {
    offline.hidden = false;
    beep(false);
    return;
  }
  answer.innerHTML = await response.text();
  form.elements.namedItem("client_uuid").value = crypto.randomUUID?.() ?? "";
  code.value = "";
  code.focus();
  beep(Boolean(answer.querySelector("[data-ok]")));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (code.value.trim()) send();
});

function loadDecoder() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = video.dataset.decoder;
    script.addEventListener("load", () => resolve(window.jsQR));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}

async function reader() {
  if ("BarcodeDetector" in window) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code", "code_128", "code_39"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  }
  const jsQR = await loadDecoder();
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (!canvas.width) return undefined;
    drawing.drawImage(video, 0, 0);
    const { data, width, height } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    return jsQR(data, width, height)?.data;
  };
}

async function watch(read) {
  let last = "";
  let seen = 0;
  const look = async () => {
    const found = await read().catch(() => undefined);
    // the same label is read many times a second while it is held up
    if (found && (found !== last || Date.now() - seen > 4000)) {
      last = found;
      code.value = found;
      await send();
    }
    if (found) seen = Date.now();
    if (!video.hidden) setTimeout(look, 150);
  };
  look();
}

async function start() {
  camera.disabled = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
    });
    video.hidden = false;
    await video.play();
    watch(await reader());
  } catch {
    video.hidden = true;
    refused.hidden = false;
  }
}

if (navigator.mediaDevices?.getUserMedia) {
  camera.hidden = false;
  camera.addEventListener("click", start);
}
code.focus();
