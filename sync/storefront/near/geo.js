// Places: geohash cells, distances, and what people type when they are asked where they are.

const LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz";
const EARTH_KM = 6371;
const NORTH_KM = 111.2; // one degree of latitude

/** The geohash of a point. */
export function encode(lat, lon, length) {
  const box = { lat: [-90, 90], lon: [-180, 180] };
  const point = { lat, lon };
  let hash = "";
  let axis = "lon";
  for (let sign = 0; sign < length; sign++) {
    let value = 0;
    for (let bit = 0; bit < 5; bit++) {
      const range = box[axis];
      const middle = (range[0] + range[1]) / 2;
      const upper = point[axis] >= middle;
      range[upper ? 0 : 1] = middle;
      value = value * 2 + (upper ? 1 : 0);
      axis = axis === "lon" ? "lat" : "lon";
    }
    hash += LETTERS[value];
  }
  return hash;
}

/** The middle of a cell with its size in degrees, or null where the text is no geohash. */
export function decode(hash) {
  const box = { lat: [-90, 90], lon: [-180, 180] };
  let axis = "lon";
  for (const letter of hash) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return null;
    for (let bit = 16; bit >= 1; bit /= 2) {
      const range = box[axis];
      range[value & bit ? 0 : 1] = (range[0] + range[1]) / 2;
      axis = axis === "lon" ? "lat" : "lon";
    }
  }
  const [south, north] = box.lat;
  const [west, east] = box.lon;
  return { lat: (south + north) / 2, lon: (west + east) / 2, height: north - south, width: east - west };
}

/**
 * The cells of five characters that cover a radius around wherever in its own cell somebody stands.
 *
 * They follow from that one cell and the radius alone, so whoever is asked for them learns no more than the cell.
 */
export function cellsAround(place, radiusKm) {
  const home = decode(encode(place.lat, place.lon, 5));
  const aside = Math.ceil(radiusKm / (home.width * NORTH_KM * Math.max(0.05, Math.cos((home.lat * Math.PI) / 180))));
  const along = Math.ceil(radiusKm / (home.height * NORTH_KM));
  const cells = new Set();
  for (let y = -along; y <= along; y++) {
    for (let x = -aside; x <= aside; x++) {
      const lat = Math.min(89.99, Math.max(-89.99, home.lat + y * home.height));
      const lon = ((home.lon + x * home.width + 540) % 360) - 180;
      cells.add(encode(lat, lon, 5));
    }
  }
  return [...cells];
}

/** Kilometres as the crow flies. */
export function distance(one, other) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const lat = Math.sin(radians(other.lat - one.lat) / 2);
  const lon = Math.sin(radians(other.lon - one.lon) / 2);
  const square = lat * lat + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * lon * lon;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(square)));
}

const PATTERNS = [
  /^geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)/i,
  /[#&?]map=\d+(?:\.\d+)?\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)/,
  /[?&]mlat=(-?\d+(?:\.\d+)?)&mlon=(-?\d+(?:\.\d+)?)/,
  /^https?:.*[@=/](-?\d{1,2}\.\d+)(?:,|%2C)(-?\d{1,3}\.\d+)/,
  /^(-?\d{1,2}(?:\.\d+)?)°?\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)°?$/,
  /^(-?\d{1,2},\d+)\s*[;\s]\s*(-?\d{1,3},\d+)$/,
];

function typedPoint(text) {
  for (const pattern of PATTERNS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const [lat, lon] = match.slice(1).map((figure) => Number(figure.replace(",", ".")));
    if (Math.abs(lat) <= 85 && Math.abs(lon) <= 180) return { lat, lon };
  }
  return null;
}

function typedCell(text) {
  if (!/^[0-9b-hjkmnp-z]{5,12}$/i.test(text) || !/\d/.test(text) || !/[a-z]/i.test(text)) return null;
  const { lat, lon } = decode(text.toLowerCase());
  return { lat, lon };
}

/**
 * The point that somebody typed: a postcode, "52.5, 13.4", geo:, a map's link, or a geohash.
 *
 * `centres` gives the table of postcodes when one is typed, or is null. Throws an Error whose message is the key of a text.
 */
export async function readPlace(typed, centres) {
  const text = typed.trim();
  const point = typedPoint(text) ?? typedCell(text);
  if (point) return point;
  const code = /^(?:D[- ]?)?(\d{5})(?:\s+\p{L}.*)?$/iu.exec(text);
  if (!code) throw new Error(centres ? "place_unread" : "place_unread_no_postcodes");
  if (!centres) throw new Error("postcodes_none");
  const centre = (await centres())[code[1]];
  if (!centre) throw new Error("postcode_unknown");
  return { lat: centre[0] / 1000, lon: centre[1] / 1000 };
}

/** Addresses that show the way. They name the shop's place, never the customer's. */
export function ways(place) {
  const point = `${place.lat.toFixed(5)},${place.lon.toFixed(5)}`;
  return {
    map: `https://www.openstreetmap.org/directions?to=${point}#map=17/${point.replace(",", "/")}`,
    phone: `geo:${point}?q=${point}`,
  };
}
