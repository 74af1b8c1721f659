//! Icons: shapes cut out by `www/styles/icons.css`, in the colour of the text around them.

use yew::prelude::*;

/// An icon by name. It carries no meaning of its own: text or a label stands beside it.
pub fn icon(name: &'static str) -> Html {
    html! { <i class={classes!("icon", ["icon-", name].concat())} aria-hidden="true" /> }
}
