/** Signs and codes of money that may stand before or behind a number. */
export const currencies: ReadonlySet<string> = new Set([
  ...'$ € £ ¥ ₹ ₽ ₩ ₪ ₫ ₴ ₦ ₱ ฿ ₺ ₿ ¢ US$ A$ C$ CA$ NZ$ HK$ S$ R$ kr kr. Kr zł Kč Ft Rs Rs. Fr. лв 元 円'.split(
    ' ',
  ),
  ...'USD EUR GBP JPY CHF CNY RMB INR RUB KRW AUD CAD NZD SEK NOK DKK PLN CZK HUF BRL MXN ZAR TRY ILS SGD HKD THB IDR MYR PHP VND AED SAR'.split(
    ' ',
  ),
]);

/** Units that stand behind a number; those that multiply it (k, M, bn) are none of them. */
export const measures: ReadonlySet<string> = new Set([
  ...'mm cm dm m km in inch inches ft feet yd mi miles mile nm µm μm'.split(' '),
  ...'mg g kg t lb lbs oz ml mL l L dl dL cl hl gal cc'.split(' '),
  ...'°C °F °c °f °'.split(' '),
  ...'ms s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks month months yr yrs year years'.split(
    ' ',
  ),
  ...'km/h kmh kph mph m/s km/s kn kt knots rpm Hz kHz MHz GHz'.split(' '),
  ...'W kW MW kWh MWh Wh J kJ kcal cal V mV A mA Ah mAh hp bhp HP PS Nm Pa hPa kPa MPa bar mbar psi dB lx lm N kN'.split(
    ' ',
  ),
  ...'B KB kB MB GB TB KiB MiB GiB bps kbps Mbps Gbps px pt dpi'.split(' '),
  ...'m2 m² m3 m³ km2 km² ft2 ft² sqft sqm ha acres acre'.split(' '),
  ...'mg/dL mg/dl mmol/L mmol/l g/L g/l mg/L µg/m³ μg/m³ ppm ppb bpm mmHg IU kmpl km/l km/kg mpg l/100km'.split(
    ' ',
  ),
  ...'pcs pc stk Stück people persons items units'.split(' '),
]);

/** True of what may stand before a number, or nothing. */
export const mayBefore = (word: string): boolean => word === '' || currencies.has(word);

/** True of what may stand behind it, or nothing. */
export const mayBehind = (word: string): boolean =>
  word === '' || word === '%' || currencies.has(word) || measures.has(word);
