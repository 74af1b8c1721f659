//! The page's root component.

use yew::prelude::*;

use crate::ui::interop::panic;

/// Mounts the page into the document's body. Call once.
pub fn run() {
    panic::set_hook();
    yew::Renderer::<App>::new().render();
}

/// The whole page.
#[component]
pub fn App() -> Html {
    html! { <h1>{ "DaemonSet playground" }</h1> }
}
