//! A text once nobody has typed for a moment: what is worked out from it then keeps no key waiting.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// How long nobody has to type.
const SETTLE_MS: u32 = 180;

/// The text as it was when it last stood still.
#[hook]
pub fn use_settled(text: Rc<str>) -> Rc<str> {
    let settled = use_state_eq(|| text.clone());
    use_effect_with(text, {
        let settled = settled.clone();
        move |text| {
            let text = text.clone();
            let timeout = (*settled != text).then(|| Timeout::new(SETTLE_MS, move || settled.set(text)));
            move || drop(timeout)
        }
    });
    (*settled).clone()
}
