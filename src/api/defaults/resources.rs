//! Amounts are kept in thousandths: what is finer is rounded up.

use serde_json::Value;

use super::edit::pointer;
use crate::apimachinery::quantity::Quantity;

/// Rounds the amounts of a list of resources.
pub(super) fn round_up(value: &mut Value, list: &str) {
    let amounts = pointer(value, list).and_then(Value::as_object_mut);
    for (_, amount) in amounts.into_iter().flatten() {
        let rounded = amount.as_str().and_then(round_up_text);
        if let Some(text) = rounded {
            *amount = Value::String(text);
        }
    }
}

/// Rounds limits and requests.
pub(super) fn round_up_requirements(value: &mut Value) {
    if let Some(resources) = pointer(value, "resources") {
        round_up(resources, "limits");
        round_up(resources, "requests");
    }
}

/// The rounded spelling; nothing where the amount is fine as it is.
fn round_up_text(text: &str) -> Option<String> {
    // Only n and u stand for less than a thousandth, and only they and decimal points or exponents can reach below it.
    if !text.bytes().any(|b| matches!(b, b'n' | b'u' | b'.' | b'e' | b'E')) {
        return None;
    }
    let amount = Quantity::parse(text).ok()?;
    let rounded = Quantity::new_milli(amount.milli_value(), amount.format());
    // Where thousandths do not fit 64 bits the answer is off by far more than one of them; such amounts stay.
    let mut above = amount.clone();
    above.add(&Quantity::new_milli(1, amount.format()));
    (rounded > amount && rounded < above).then(|| rounded.to_string())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_finer_than_a_thousandth_are_rounded_up() {
        let mut value = json!({"requests": {
            "a": "1", "b": "100m", "c": "1u", "d": "1500u", "e": "100n", "f": "1Gi", "g": "2E", "h": "12e6", "i": "0",
        }});
        round_up(&mut value, "requests");
        assert_eq!(
            value["requests"],
            json!({"a": "1", "b": "100m", "c": "1m", "d": "2m", "e": "1m", "f": "1Gi", "g": "2E", "h": "12e6", "i": "0"})
        );
    }
}
