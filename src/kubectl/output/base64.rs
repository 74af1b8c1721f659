//! Base64 as Go's standard encoding has it, with its idea of where a text is wrong.
//!
//! Upstream: Go's `encoding/base64`.

/// The bytes of a text; line breaks in it do not count.
///
/// Errors: the place of the first byte that cannot be.
pub fn decode(text: &str) -> Result<Vec<u8>, usize> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0_usize);
    let mut rest = text.bytes().enumerate().filter(|(_, byte)| !matches!(byte, b'\r' | b'\n'));
    while let Some((at, byte)) = rest.next() {
        if byte == b'=' {
            if count < 2 {
                return Err(at);
            }
            if count == 2 && rest.next().is_none_or(|(_, next)| next != b'=') {
                return Err(text.len());
            }
            if let Some((at, _)) = rest.next() {
                return Err(at);
            }
            let tail = bits << (6 * (4 - count));
            out.extend(tail.to_be_bytes().iter().skip(1).take(count - 1));
            return Ok(out);
        }
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return Err(at),
        };
        bits = bits << 6 | u32::from(digit);
        count += 1;
        if count == 4 {
            out.extend(bits.to_be_bytes().iter().skip(1));
            (bits, count) = (0, 0);
        }
    }
    if count > 0 {
        return Err(text.len() - count);
    }
    Ok(out)
}

/// The text of bytes, filled up to whole groups of four.
pub fn encode(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let part = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for index in 0..4_usize {
            let digit = ALPHABET.get((bits >> (18 - 6 * index) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if index > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    text
}
