//! The share sheet: the session as a link, as a file, as a piece of somebody's document, and as what others can use.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::playground::exchange::{kind, script, yaml};
use crate::playground::session::session::Session;
use crate::ui::components::copy_button::CopyButton;
use crate::ui::components::icon::icon;
use crate::ui::components::sheet::Sheet;
use crate::ui::hooks::use_session::Extent;
use crate::ui::interop::{address, dom, link};
use crate::ui::text::share;

/// Props of [`ShareSheet`].
#[derive(Clone, PartialEq, Properties)]
pub struct ShareSheetProps {
    /// The session's name, for files.
    pub name: AttrValue,
    /// The session's text.
    pub text: Callback<Extent, String>,
    /// Reads something off the session.
    pub read: Callback<fn(&Session) -> String, String>,
    /// It was closed.
    pub on_close: Callback<()>,
}

/// The link as far as it is known.
#[derive(Clone, PartialEq)]
enum Link {
    Making,
    Made(AttrValue, Extent),
    Impossible,
}

type Export = (&'static str, fn(&Session) -> String);

/// File endings and contents, in the order of [`share::EXPORTS`].
const EXPORTS: [Export; 4] = [
    ("-manifests.yaml", yaml::manifests),
    ("-cluster.yaml", yaml::cluster),
    ("-kind.sh", kind::kind),
    (".sh", script::script),
];

/// The sheet. It shows the session as it was when the sheet opened.
#[component]
pub fn ShareSheet(props: &ShareSheetProps) -> Html {
    let text = use_memo((), |()| props.text.emit(Extent::Whole));
    let shown = use_memo((), |()| props.text.emit(Extent::Shown));
    let packed = use_state_eq(|| Link::Making);
    use_effect_with(text.clone(), {
        let packed = packed.clone();
        move |text| {
            let (text, shown) = (text.clone(), shown.clone());
            spawn_local(async move { packed.set(make_link(&text, &shown).await) });
        }
    });
    let download = {
        let (name, text) = (props.name.clone(), text.clone());
        move |_: MouseEvent| link::download(&[&file_stem(&name), ".session.txt"].concat(), &text)
    };
    html! {
        <Sheet title={share::TITLE} class="share" on_close={props.on_close.clone()}>
            <p class="share-intro">{share::INTRO}</p>
            <section class="share-part" aria-labelledby="share-link">
                <h3 id="share-link">{share::LINK}</h3>
                {link_part(&packed)}
            </section>
            <section class="share-part" aria-labelledby="share-file">
                <h3 id="share-file">{share::FILE}</h3>
                <div class="share-row"><p>{share::FILE_HINT}</p>
                    <button type="button" class="button" onclick={download}>{icon("download")}{share::DOWNLOAD}</button></div>
            </section>
            if let Link::Made(fragment, _) = &*packed {
                if fits(fragment) { <EmbedPart fragment={fragment.clone()} lesson={props.read.emit(|session| session.lesson().to_owned())} /> }
            }
            <section class="share-part" aria-labelledby="share-export">
                <h3 id="share-export">{share::EXPORT}</h3>
                <ul class="exports">
                    {for share::EXPORTS.iter().zip(EXPORTS).map(|(words, export)| export_button(props, words, export))}
                </ul>
            </section>
        </Sheet>
    }
}

/// A link with all futures, or, where that would be too long, with the one that is shown.
async fn make_link(whole: &str, shown: &str) -> Link {
    let Some(fragment) = link::pack(whole).await else { return Link::Impossible };
    if fits(&fragment) || whole == shown {
        return Link::Made(fragment.into(), Extent::Whole);
    }
    match link::pack(shown).await {
        Some(fragment) => Link::Made(fragment.into(), Extent::Shown),
        None => Link::Impossible,
    }
}

/// Whether a link is short enough to be sent.
fn fits(fragment: &str) -> bool {
    address::base().len() + 1 + fragment.len() <= link::LINK_MAX
}

fn link_part(packed: &Link) -> Html {
    match packed {
        Link::Making => html! { <p role="status">{share::MAKING}</p> },
        Link::Impossible => html! { <p role="status">{share::NO_LINK}</p> },
        Link::Made(fragment, extent) => {
            let href: AttrValue = [&address::base(), "#", fragment].concat().into();
            if !fits(fragment) {
                return html! { <p role="status" class="share-long">{share::too_long(href.len())}</p> };
            }
            html! {
                <>
                    <div class="share-row">
                        <input class="field" readonly=true value={href.clone()} aria-label={share::LINK} onfocus={select_all} />
                        <CopyButton text={href} what={share::LINK} class="primary" />
                    </div>
                    if *extent == Extent::Shown { <p role="status">{share::SHOWN_ONLY}</p> }
                </>
            }
        }
    }
}

fn select_all(event: FocusEvent) {
    if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
        input.select();
    }
}

fn export_button(props: &ShareSheetProps, words: &'static (&str, &str), (ending, export): Export) -> Html {
    let (name, read) = (props.name.clone(), props.read.clone());
    let on_click =
        move |_: MouseEvent| link::download(&[&file_stem(&name), ending].concat(), &read.emit(export));
    html! {
        <li><button type="button" class="export" onclick={on_click}>
            {icon("download")}<b>{words.0}</b><small>{words.1}</small>
        </button></li>
    }
}

/// The name as a file may carry it.
fn file_stem(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "session".to_owned() } else { plain.to_owned() }
}

/// Props of [`EmbedPart`].
#[derive(Clone, PartialEq, Properties)]
struct EmbedPartProps {
    fragment: AttrValue,
    lesson: AttrValue,
}

#[component]
fn EmbedPart(props: &EmbedPartProps) -> Html {
    let lesson = use_state_eq(|| false);
    let at_once = use_state_eq(|| false);
    let theme = use_state_eq(|| "");
    let mut query = "?embed".to_owned();
    if *lesson {
        query.extend(["&lesson=", &props.lesson]);
    }
    if !theme.is_empty() {
        query.extend(["&theme=", *theme]);
    }
    if *at_once {
        query.push_str("&load=now");
    }
    let snippet = format!(
        "<iframe src=\"{}{}#{}\" title=\"DaemonSet playground\" width=\"100%\" height=\"640\" loading=\"lazy\" \
         allow=\"clipboard-write\"></iframe>",
        address::base(),
        query.replace('&', "&amp;"),
        props.fragment
    );
    let toggle = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        move |_: Event| state.set(!*state)
    };
    let on_theme = {
        let theme = theme.clone();
        move |event: Event| {
            let chosen = dom::select_value(&event);
            theme.set(THEMES.iter().map(|(value, _)| *value).find(|value| *value == chosen).unwrap_or(""));
        }
    };
    html! {
        <section class="share-part" aria-labelledby="share-embed">
            <h3 id="share-embed">{share::EMBED}</h3>
            <div class="share-row">
                <textarea class="field snippet" readonly=true rows="2" value={snippet.clone()} aria-label={share::EMBED}
                    spellcheck="false" />
                <CopyButton text={snippet} what={share::EMBED} />
            </div>
            <div class="share-row share-options">
                <label><input type="checkbox" checked={*lesson} onchange={toggle(&lesson)} />{share::WITH_LESSON}</label>
                <label><input type="checkbox" checked={*at_once} onchange={toggle(&at_once)} />{share::AT_ONCE}</label>
                <label>{share::THEME}<select class="field" onchange={on_theme}>
                    {for THEMES.iter().map(|&(value, name)| html! {
                        <option value={value} selected={value == *theme}>{name}</option>
                    })}
                </select></label>
            </div>
        </section>
    }
}

const THEMES: [(&str, &str); 3] =
    [("", share::THEME_SYSTEM), ("light", share::THEME_LIGHT), ("dark", share::THEME_DARK)];
