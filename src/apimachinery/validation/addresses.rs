//! IP addresses and network prefixes of fields older than strict validation.
//!
//! Two readers look at each text: a sloppy one, which decides whether it is an address at all, and a strict one, which
//! names what is wrong with it. Ours is the standard library's strict parser, fed with the text as it is and without
//! its leading zeros.
//!
//! Upstream: `IsValidIPForLegacyField`, `IsValidCIDRForLegacyField`, `GetWarningsForIP`, with `StrictIPCIDRValidation`
//! on, as it is in 1.36.

use std::net::IpAddr;

use crate::apimachinery::quote::go_quote;

/// An IP address.
pub fn ip(value: &str) -> Vec<&'static str> {
    let mut broken = Vec::new();
    match sloppy_ip(value) {
        None => broken.push("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        Some((address, strict)) => {
            if !strict {
                broken.push("must not have leading 0s");
            } else if is_mapped(address) {
                broken.push("must not be an IPv4-mapped IPv6 address");
            }
        }
    }
    broken
}

/// A network prefix: `10.9.8.0/24`.
pub fn cidr(value: &str) -> Vec<&'static str> {
    const FORM: &str = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    let Some((address, length)) = value.split_once('/') else { return vec![FORM] };
    let Some((address, strict)) = sloppy_ip(address) else { return vec![FORM] };
    let digits = !length.is_empty() && length.len() < 9 && length.bytes().all(|b| b.is_ascii_digit());
    let Some(bits) = length.parse::<u32>().ok().filter(|_| digits) else { return vec![FORM] };
    let (number, width) = match address {
        IpAddr::V4(v4) => (u128::from(u32::from(v4)), 32),
        IpAddr::V6(v6) => (u128::from(v6), 128),
    };
    if bits > width {
        return vec![FORM];
    }
    if !strict || (length.len() > 1 && length.starts_with('0')) {
        vec!["must not have leading 0s in IP or prefix length"]
    } else if is_mapped(address) {
        vec!["must not have an IPv4-mapped IPv6 address"]
    } else if bits < width && number & (u128::MAX >> (128 - width + bits)) != 0 {
        vec!["must not have bits set beyond the prefix length"]
    } else {
        Vec::new()
    }
}

/// The warning about an address that is valid and oddly written; the path comes before it.
pub fn ip_warning(value: &str) -> Option<String> {
    let (address, strict) = sloppy_ip(value)?;
    let canonical = match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4).to_string(),
        IpAddr::V4(_) => address.to_string(),
    };
    if !strict || is_mapped(address) {
        return Some(format!(
            "non-standard IP address {} is invalid: use {}",
            go_quote(value),
            go_quote(&canonical)
        ));
    }
    if address.is_ipv6() && canonical != value {
        return Some(format!(
            "IPv6 address {} should be in RFC 5952 canonical format ({})",
            go_quote(value),
            go_quote(&canonical)
        ));
    }
    None
}

/// The family of a valid address.
pub fn is_ipv6(value: &str) -> Option<bool> {
    sloppy_ip(value).map(|(address, _)| address.is_ipv6() && !is_mapped(address))
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some())
}

/// The address and whether the strict reader takes the text as it is.
fn sloppy_ip(value: &str) -> Option<(IpAddr, bool)> {
    if let Ok(address) = value.parse() {
        return Some((address, true));
    }
    let mut trimmed = String::with_capacity(value.len());
    for part in value.split_inclusive(['.', ':']) {
        let digits = part.trim_end_matches(['.', ':']);
        let rest = digits.trim_start_matches('0');
        trimmed.push_str(if rest.is_empty() && !digits.is_empty() { "0" } else { rest });
        trimmed.push_str(part.strip_prefix(digits).unwrap_or(""));
    }
    trimmed.parse().ok().map(|address| (address, false))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_sloppily_and_judged_strictly() {
        let form = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        let cases: &[(&str, &[&str])] = &[
            ("10.9.8.7", &[]),
            ("2001:db8::ffff", &[]),
            ("FE80:0:0:0:0:0:0:0abc", &[]),
            ("010.002.003.004", &["must not have leading 0s"]),
            ("::ffff:1.2.3.4", &["must not be an IPv4-mapped IPv6 address"]),
            ("", &[form]),
            ("1.2.3", &[form]),
            ("1.2.3.256", &[form]),
            ("localhost", &[form]),
            ("fe80::1%eth0", &[form]),
        ];
        for (text, broken) in cases {
            assert_eq!(ip(text), *broken, "{text:?}");
        }
    }

    #[test]
    fn prefixes_have_no_bits_beyond_their_length() {
        let form = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        let cases: &[(&str, &[&str])] = &[
            ("10.9.8.0/24", &[]),
            ("0.0.0.0/0", &[]),
            ("10.9.8.7/32", &[]),
            ("2001:db8::/64", &[]),
            ("::/0", &[]),
            ("2001:db8::1/128", &[]),
            ("10.9.8.7/24", &["must not have bits set beyond the prefix length"]),
            ("010.0.0.0/8", &["must not have leading 0s in IP or prefix length"]),
            ("10.0.0.0/08", &["must not have leading 0s in IP or prefix length"]),
            ("10.0.0.0/33", &[form]),
            ("10.0.0.0/", &[form]),
            ("10.0.0.0", &[form]),
        ];
        for (text, broken) in cases {
            assert_eq!(cidr(text), *broken, "{text:?}");
        }
    }

    #[test]
    fn odd_spellings_are_warned_about() {
        assert_eq!(ip_warning("10.0.0.1"), None);
        assert_eq!(
            ip_warning("FE80::1").as_deref(),
            Some(r#"IPv6 address "FE80::1" should be in RFC 5952 canonical format ("fe80::1")"#)
        );
        assert_eq!(
            ip_warning("010.0.0.1").as_deref(),
            Some(r#"non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1""#)
        );
    }
}
