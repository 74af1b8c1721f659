//! The tabs beside the cluster.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::ui::components::icon::icon;
use crate::ui::interop::dom;
use crate::ui::state::Tab;
use crate::ui::text::side;

/// Props of [`Tabs`].
#[derive(Clone, PartialEq, Properties)]
pub struct TabsProps {
    /// The tab that is shown on a phone.
    pub tab: Tab,
    /// The tab that is shown beside the cluster.
    pub side: Tab,
    /// The editor holds something that is not applied.
    pub dirty: bool,
    /// On a phone: the sheet is tall.
    pub tall: bool,
    /// A tab is chosen.
    pub on_show: Callback<Tab>,
    /// The sheet shall change its height.
    pub on_tall: Callback<()>,
}

/// The tabs in order, with their names and the ids of their panels.
pub const TABS: [(Tab, &str, &str); 5] = [
    (Tab::Guide, side::GUIDE, "guide"),
    (Tab::Editor, side::EDITOR, "editor"),
    (Tab::Events, side::EVENTS, "events"),
    (Tab::Trace, side::TRACE, "trace"),
    (Tab::Terminal, side::TERMINAL, "terminal"),
];

/// The row of tabs. Which one counts as chosen depends on the room there is: the terminal's tab exists on a phone only.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let chosen = if dom::is_phone() { props.tab } else { props.side };
    let on_key = move |event: KeyboardEvent| {
        let forward = match event.key().as_str() {
            "ArrowRight" => true,
            "ArrowLeft" => false,
            _ => return,
        };
        let Some(active) = dom::document().active_element() else { return };
        let next = if forward { active.next_element_sibling() } else { active.previous_element_sibling() };
        if let Some(next) = next.and_then(|next| next.dyn_into::<web_sys::HtmlElement>().ok())
            && next.get_attribute("role").as_deref() == Some("tab")
        {
            let _ = next.focus();
            next.click();
        }
    };
    html! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label={side::TABS} onkeydown={on_key}>
                {for TABS.iter().map(|&(tab, name, id)| html! {
                    <button type="button" role="tab" id={["tab-", id].concat()} aria-controls={id}
                        class={classes!("tab", ["tab-", id].concat(),
                            (tab == props.side).then_some("tab-side"), (tab == props.tab).then_some("tab-sheet"))}
                        aria-selected={(tab == chosen).to_string()} tabindex={if tab == chosen { "0" } else { "-1" }}
                        onclick={props.on_show.reform(move |_| tab)}>
                        {name}
                        if tab == Tab::Editor && props.dirty {
                            <span class="dirty" title={side::NOT_APPLIED}><span class="visually-hidden">{side::NOT_APPLIED_TAB}</span></span>
                        }
                    </button>
                })}
            </div>
            <button type="button" class="icon-button quiet sheet-toggle" aria-pressed={props.tall.to_string()}
                aria-label={if props.tall { side::SHOW_CLUSTER } else { side::WHOLE_HEIGHT }}
                onclick={props.on_tall.reform(|_| ())}>
                {icon(if props.tall { "collapse" } else { "up" })}
            </button>
        </div>
    }
}
