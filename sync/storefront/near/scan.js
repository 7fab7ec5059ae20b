// A barcode read by the phone's camera, where the browser can do that by itself.

const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "itf"];

/** Whether this browser has what is needed. */
export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

const frame = () => new Promise((done) => setTimeout(done, 120));

/**
 * The digits of the first code that the camera sees, or "" where `signal` ended it first.
 *
 * The picture is shown in `video`; it goes nowhere else, and the camera is let go of in any case.
 */
export async function scan(video, signal) {
  const known = await window.BarcodeDetector.getSupportedFormats();
  const detector = new window.BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  try {
    video.srcObject = stream;
    video.play().catch(() => {}); // ended by hand before it began
    while (!signal.aborted) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && /^\d{8,14}$/.test(found.rawValue)) return found.rawValue;
      await frame();
    }
    return "";
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
