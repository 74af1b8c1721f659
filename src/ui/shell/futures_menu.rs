//! The futures there are: which one is shown, the way to the others, and two of them side by side.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::playground::history::history::FutureId;
use crate::playground::view::time::FutureView;
use crate::ui::components::button::IconButton;
use crate::ui::components::icon::icon;
use crate::ui::hooks::use_session::TimeDeed;
use crate::ui::interop::paint::clock_text;
use crate::ui::text::time as text;

/// Props of [`FuturesMenu`].
#[derive(Clone, PartialEq, Properties)]
pub struct FuturesMenuProps {
    /// The futures.
    pub futures: Rc<Vec<FutureView>>,
    /// The one that is shown beside the current one.
    pub compared: Option<FutureId>,
    /// Does something with time.
    pub on_time: Callback<TimeDeed>,
}

/// A button with the name of the future, and a list of all.
#[component]
pub fn FuturesMenu(props: &FuturesMenuProps) -> Html {
    let open = use_state_eq(|| false);
    if props.futures.len() < 2 {
        return html! {};
    }
    let current = props.futures.iter().find(|future| future.is_current);
    let close = {
        let open = open.setter();
        Callback::from(move |()| open.set(false))
    };
    let on_key = {
        let close = close.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        }
    };
    let toggle = {
        let (now, open) = (*open, open.setter());
        move |_: MouseEvent| open.set(!now)
    };
    html! {
        <div class="futures" onkeydown={on_key}>
            <button type="button" class="button small futures-button" aria-expanded={open.to_string()} aria-haspopup="dialog"
                aria-label={text::futures(current.map_or("", |future| &future.name), props.futures.len())}
                onclick={toggle}>
                {icon("fork")}<span class="futures-name">{current.map(|future| html! { {&*future.name} })}</span>
                {" "}<small>{text::of(props.futures.len())}</small>
            </button>
            if *open {
                <div class="futures-shade" onclick={close.reform(|_: MouseEvent| ())} />
                <div class="futures-list" role="dialog" aria-label={text::FUTURES}>
                    <h2>{text::FUTURES}</h2>
                    <p>{text::FUTURES_HINT}</p>
                    <ul>
                        {for props.futures.iter().map(|future| html! {
                            <FutureRow key={future.id.0} future={future.clone()} compared={props.compared == Some(future.id)}
                                on_time={props.on_time.clone()} on_close={close.clone()} />
                        })}
                    </ul>
                </div>
            }
        </div>
    }
}

/// Props of [`FutureRow`].
#[derive(Clone, PartialEq, Properties)]
struct FutureRowProps {
    future: FutureView,
    compared: bool,
    on_time: Callback<TimeDeed>,
    on_close: Callback<()>,
}

#[component]
fn FutureRow(props: &FutureRowProps) -> Html {
    let FutureRowProps { future, compared, on_time, on_close } = props;
    let (id, compared) = (future.id, *compared);
    let go = {
        let (on_time, on_close) = (on_time.clone(), on_close.clone());
        move |_: MouseEvent| {
            on_time.emit(TimeDeed::Switch(id));
            on_close.emit(());
        }
    };
    let compare = {
        let (on_time, on_close) = (on_time.clone(), on_close.clone());
        move |_: MouseEvent| {
            on_time.emit(TimeDeed::Compare((!compared).then_some(id)));
            on_close.emit(());
        }
    };
    let rename = on_time.reform(move |event: Event| {
        let input: Option<HtmlInputElement> = event.target_dyn_into();
        TimeDeed::Rename(id, input.map(|input| input.value()).unwrap_or_default())
    });
    let name = &*future.name;
    html! {
        <li class={classes!("future", future.is_current.then_some("future-current"))}>
            <input class="future-name" value={future.name.to_string()} aria-label={text::name_of(name)}
                maxlength="40" onchange={rename} />
            <span class="future-what">{what(future)}</span>
            <span class="future-acts">
                if future.is_current {
                    <span class="badge badge-accent">{text::SHOWN}</span>
                } else {
                    <button type="button" class="button small" aria-pressed={compared.to_string()} onclick={compare}
                        aria-label={text::compare_with(name)}>{if compared { text::COMPARED } else { text::COMPARE }}</button>
                    <button type="button" class="button small primary" onclick={go} aria-label={text::go_to(name)}>
                        {text::GO_THERE}</button>
                    <IconButton icon="close" label={text::forget(name)} class="quiet"
                        on_press={on_time.reform(move |()| TimeDeed::Forget(id))} />
                }
            </span>
        </li>
    }
}

fn what(future: &FutureView) -> Html {
    let Some(at) = future.parts_at_ms.map(clock_text) else {
        return html! { {text::num_commands(future.num_commands)} };
    };
    let end = future.end_ms.map(clock_text);
    html! {
        <>
            if let Some(own) = &future.own { {text::parts_at(&at)}<code>{own}</code> } else { {text::parts_with_nothing(&at)} }
            {text::extent(future.num_commands, end.as_deref())}
        </>
    }
}
