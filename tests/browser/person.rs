//! The page as a person meets it: what they can do to it and what they can see of it.

use daemonset_playground::playground::session::session::Session;
use daemonset_playground::ui::app::App;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};

/// Frames after which something that has not appeared never will: ten seconds at 60 a second.
const FRAMES_MAX: u32 = 600;
/// Occurrences after which something that has not happened never will.
const STEPS_MAX: u32 = 400;

/// The mounted page. It goes away with the value.
pub struct Page {
    root: Element,
    app: Option<yew::AppHandle<App>>,
}

impl Page {
    /// Opens the page, with time running as it does for everyone.
    pub async fn open() -> Page {
        // Every test begins as a first visit.
        let window = web_sys::window().expect("a window");
        for storage in [window.local_storage(), window.session_storage()] {
            storage.expect("allowed").expect("there").clear().expect("it is cleared");
        }
        Page::open_again().await
    }

    /// Opens the page with all that the browser has kept.
    pub async fn open_again() -> Page {
        // A test that failed leaves its page behind.
        if let Some(left) = document().query_selector("[data-test]").expect("a selector") {
            left.remove();
        }
        let root = document().create_element("div").expect("a div");
        root.set_attribute("data-test", "").expect("it is set");
        document().body().expect("a body").append_child(&root).expect("it is appended");
        let app = yew::Renderer::<App>::with_root(root.clone()).render();
        yew::scheduler::flush().await;
        Page { root, app: Some(app) }
    }

    /// Loads the page anew.
    pub async fn reload(self) -> Page {
        self.go_away();
        drop(self);
        settle().await;
        Page::open_again().await
    }

    /// Goes to another page; this one stays in the browser's back/forward cache.
    pub fn go_away(&self) {
        let window = web_sys::window().expect("a window");
        let event = Event::new("pagehide").expect("an event");
        window.dispatch_event(&event).expect("it is dispatched");
        self.root.remove();
    }

    /// Goes back to a page that was left.
    pub async fn come_back(&self) {
        document().body().expect("a body").append_child(&self.root).expect("it is appended");
        settle().await;
    }

    /// Opens the page with time standing still at its start. No frame comes in between, so the moments at which
    /// things are done from here on depend on nothing but the steps taken.
    pub async fn open_paused() -> Page {
        let page = Page::open().await;
        page.press("Pause").await;
        assert_eq!(page.clock(), "00:00:00");
        page
    }

    // What a person does.

    /// Types a command and presses Enter.
    pub async fn type_command(&self, line: &str) {
        self.type_line(line);
        self.key(".prompt-input", "Enter").await;
    }

    /// Types at the prompt without Enter.
    pub fn type_line(&self, line: &str) {
        let input = self.prompt();
        let _ = input.focus();
        input.set_value(line);
        fire(&input, "input");
    }

    /// Clicks a part.
    pub async fn click(&self, selector: &str) {
        self.part(selector).unchecked_into::<HtmlElement>().click();
        settle().await;
    }

    /// Presses a button by its name or text.
    pub async fn press(&self, name: &str) {
        self.button(name).unwrap_or_else(|| panic!("there is no button {name:?}")).click();
        settle().await;
    }

    /// Presses a button inside some part of the page.
    pub async fn press_in(&self, part: &str, name: &str) {
        let part = self.part(part);
        button_in(&part, name).unwrap_or_else(|| panic!("there is no button {name:?} there")).click();
        settle().await;
    }

    /// Presses a key in an element.
    pub async fn key(&self, selector: &str, key: &str) {
        self.key_with(selector, key, false).await;
    }

    /// Presses a key together with Ctrl.
    pub async fn control(&self, selector: &str, key: &str) {
        self.key_with(selector, key, true).await;
    }

    async fn key_with(&self, selector: &str, key: &str, control: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(control);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("an event");
        self.part(selector).dispatch_event(&event).expect("it is dispatched");
        settle().await;
    }

    /// Clicks a label of a node, writes another text over it and presses Enter.
    pub async fn click_label(&self, node: &str, label: &str, text: &str) {
        let chip = format!("[data-node={node}] [data-label=\"{label}\"] .chip-text");
        self.part(&chip).unchecked_into::<HtmlElement>().click();
        settle().await;
        self.write_chip(node, text).await;
    }

    /// Adds a label to a node by its plus sign.
    pub async fn add_label(&self, node: &str, text: &str) {
        self.press(&format!("Add a label to {node}")).await;
        self.write_chip(node, text).await;
    }

    async fn write_chip(&self, node: &str, text: &str) {
        self.chip_input(node).set_value(text);
        self.key(&format!("[data-node={node}] .chip-input"), "Enter").await;
    }

    /// The input that a chip of a node has turned into.
    pub fn chip_input(&self, node: &str) -> HtmlInputElement {
        self.part(&format!("[data-node={node}] .chip-input")).unchecked_into()
    }

    /// Presses the pointer down on a part, at shares of its width one after the other, and lets go.
    pub async fn drag_on(&self, selector: &str, places: &[f64]) {
        let part = self.part(selector);
        let rect = part.get_bounding_client_rect();
        let y = rect.top() + rect.height() / 2.0;
        let x = |place: f64| rect.left() + rect.width() * place;
        let last = places.len() - 1;
        for (index, place) in places.iter().enumerate() {
            let kinds: &[&str] = match index {
                0 => &["pointerdown"],
                index if index == last => &["pointermove", "pointerup"],
                _ => &["pointermove"],
            };
            for kind in kinds {
                point(&part, kind, (x(*place), y));
                settle().await;
            }
        }
    }

    /// Lays two fingers on a part, a fifth of its width to the left and right of its middle, moves them so many times
    /// as far apart, and takes them off.
    pub async fn pinch(&self, selector: &str, factor: f64) {
        let part = self.part(selector);
        let rect = part.get_bounding_client_rect();
        let y = rect.top() + rect.height() / 2.0;
        let x = |share: f64| rect.left() + rect.width() * (0.5 + share);
        for (kind, share) in
            [("pointerdown", 0.2), ("pointermove", 0.2 * factor), ("pointerup", 0.2 * factor)]
        {
            for (finger, share) in [(11, -share), (12, share)] {
                touch(&part, kind, finger, (x(share), y));
                settle().await;
            }
        }
    }

    /// Moves the pointer over a part, to a place within it, without pressing it down.
    pub async fn hover_within(&self, selector: &str, (x, y): (f64, f64)) {
        let part = self.part(selector);
        let rect = part.get_bounding_client_rect();
        point(&part, "pointerover", (rect.left() + x, rect.top() + y));
        point(&part, "pointermove", (rect.left() + x, rect.top() + y));
        settle().await;
    }

    /// Clicks twice in a row.
    pub async fn double_click(&self, selector: &str) {
        fire(&self.part(selector), "dblclick");
        settle().await;
    }

    /// Writes a text into an input.
    pub async fn write_in(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.part(selector).unchecked_into();
        input.set_value(text);
        fire(&input, "input");
        settle().await;
    }

    /// Writes a text over what the editor holds.
    pub async fn write_in_editor(&self, text: &str) {
        let content = self.see_in_editor(".cm-content").await;
        content.focus().expect("it takes the focus");
        let command = |name: &str, value: &str| {
            let run: Function =
                Reflect::get(&document(), &"execCommand".into()).expect("it is there").unchecked_into();
            run.call3(&document(), &name.into(), &false.into(), &value.into()).expect("it runs");
        };
        command("selectAll", "");
        command("insertText", text);
        // CodeMirror takes the change from the document a moment later.
        next_frame().await;
        settle().await;
    }

    /// Waits for a part of the editor.
    pub async fn see_in_editor(&self, selector: &str) -> HtmlElement {
        for _ in 0..FRAMES_MAX {
            let host = self.root.query_selector(".editor-host").expect("a selector");
            if let Some(root) = host.and_then(|host| host.shadow_root())
                && let Some(found) = root.query_selector(selector).expect("a selector")
            {
                return found.unchecked_into();
            }
            next_frame().await;
        }
        panic!("the editor never had {selector}");
    }

    /// Moves the pointer onto a part.
    pub async fn point_at(&self, selector: &str) {
        fire(&self.part(selector), "mouseover");
        settle().await;
    }

    /// Moves the focus to a control, as Tab does.
    pub async fn point_into(&self, selector: &str) {
        self.part(selector).unchecked_into::<HtmlElement>().focus().expect("it takes the focus");
        settle().await;
    }

    /// Writes into an input without leaving it.
    pub async fn write(&self, selector: &str, text: &str) {
        let input: HtmlInputElement = self.part(selector).unchecked_into();
        input.set_value(text);
        fire(&input, "input");
        settle().await;
    }

    /// Chooses from a list.
    pub async fn choose(&self, selector: &str, value: &str) {
        let select = self.part(selector);
        Reflect::set(&select, &"value".into(), &value.into()).expect("it is set");
        fire(&select, "change");
        settle().await;
    }

    /// Steps from occurrence to occurrence until something is to be seen.
    pub async fn step_until(&self, what: &str, seen: impl Fn(&Page) -> bool) {
        for _ in 0..STEPS_MAX {
            if seen(self) {
                return;
            }
            self.press("Step to the next occurrence").await;
        }
        panic!("never happened: {what}\n{}", self.text());
    }

    /// Waits, with time running, until something is to be seen.
    pub async fn wait_until(&self, what: &str, seen: impl Fn(&Page) -> bool) {
        for _ in 0..FRAMES_MAX {
            if seen(self) {
                return;
            }
            next_frame().await;
            settle().await;
        }
        panic!("never happened: {what}\n{}", self.text());
    }

    // What a person sees.

    /// How many pods are in a state, by the shape they are drawn with: `ready`, `pulling`, ….
    pub fn see_pods(&self, state: &str) -> usize {
        let pods = self.root.query_selector_all(".pod:not(.pod-leaving)").expect("a selector");
        (0..pods.length())
            .filter_map(|index| pods.get(index)?.dyn_into::<Element>().ok())
            .filter(|pod| pod.get_attribute("data-state").as_deref() == Some(state))
            .count()
    }

    /// The pods there are.
    pub fn num_pods(&self) -> usize {
        self.root.query_selector_all(".pod:not(.pod-leaving)").expect("a selector").length() as usize
    }

    /// How many parts there are.
    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).expect("a selector").length()
    }

    /// Whether a node shows a label.
    pub fn see_label(&self, node: &str, label: &str) -> bool {
        self.find(&format!("[data-node={node}] [data-label=\"{label}\"]")).is_some()
    }

    /// An attribute of every part that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let parts = self.root.query_selector_all(selector).expect("a selector");
        (0..parts.length())
            .filter_map(|index| parts.get(index)?.dyn_into::<Element>().ok()?.get_attribute(name))
            .collect()
    }

    /// The text of a file, as the terminal prints it.
    pub fn files_text(&self, path: &str) -> String {
        let session = Session::from_text(&self.session_text()).expect("it is a session");
        session.files().read(path).expect("the file is there").to_owned()
    }

    /// The text of the whole page.
    pub fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    /// The text of a part.
    pub fn text_of(&self, selector: &str) -> String {
        self.find(selector).and_then(|part| part.text_content()).unwrap_or_default()
    }

    /// What the last command in the terminal printed.
    pub fn output(&self) -> String {
        let blocks = self.root.query_selector_all(".entry:last-child pre").expect("a selector");
        (0..blocks.length())
            .filter_map(|index| blocks.get(index)?.text_content())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The last command in the terminal.
    pub fn last_command(&self) -> String {
        self.text_of(".entry:last-child .entry-line")
    }

    /// What stands at the prompt.
    pub fn line(&self) -> String {
        self.prompt().value()
    }

    /// The simulated time.
    pub fn clock(&self) -> String {
        self.text_of("[data-clock]")
    }

    /// How many steps of the guide are left to do.
    pub fn num_steps_left(&self) -> u32 {
        self.root.query_selector_all(".step:not(.step-done)").expect("a selector").length()
    }

    /// The session as the page would hand it to a bug report.
    pub fn session_text(&self) -> String {
        let hook = Reflect::get(&js_sys::global(), &"__session".into()).expect("it is there");
        let answer = hook.unchecked_into::<Function>().call0(&JsValue::NULL).expect("it answers");
        answer.as_string().expect("a text")
    }

    /// Whether there is such a button.
    pub fn has_button(&self, name: &str) -> bool {
        self.button(name).is_some()
    }

    /// Whether some part is there.
    pub fn has(&self, selector: &str) -> bool {
        self.find(selector).is_some()
    }

    fn prompt(&self) -> HtmlInputElement {
        self.part(".prompt-input").unchecked_into()
    }

    fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).expect("a selector")
    }

    /// A part that has to be there.
    pub fn part(&self, selector: &str) -> Element {
        self.find(selector).unwrap_or_else(|| panic!("there is no {selector}"))
    }

    fn button(&self, name: &str) -> Option<HtmlElement> {
        button_in(&self.root, name)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

fn button_in(part: &Element, name: &str) -> Option<HtmlElement> {
    let buttons = part.query_selector_all("button").expect("a selector");
    (0..buttons.length()).filter_map(|index| buttons.get(index)?.dyn_into::<HtmlElement>().ok()).find(
        |button| {
            let label = button.get_attribute("aria-label");
            label.as_deref() == Some(name) || button.text_content().is_some_and(|text| text.trim() == name)
        },
    )
}

fn document() -> Document {
    web_sys::window().expect("a window").document().expect("a document")
}

fn fire(element: &Element, kind: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(kind, &init).expect("an event");
    element.dispatch_event(&event).expect("it is dispatched");
}

/// A pointer does something at a place of the window. It is pressed down from its `pointerdown` to its `pointerup`.
fn point(part: &Element, kind: &str, (x, y): (f64, f64)) {
    let body = "
        if (kind === 'pointerdown') globalThis.__pressed = true;
        if (kind === 'pointerup') globalThis.__pressed = false;
        const buttons = globalThis.__pressed ? 1 : 0;
        part.dispatchEvent(new PointerEvent(kind,
            { bubbles: true, clientX: x, clientY: y, button: 0, buttons, pointerId: 1 }));
    ";
    let fire = Function::new_with_args("part, kind, x, y", body);
    let arguments = js_sys::Array::of4(part, &kind.into(), &x.into(), &y.into());
    Reflect::apply(&fire, &JsValue::NULL, &arguments).expect("it is dispatched");
}

/// A finger does something at a place of the window.
fn touch(part: &Element, kind: &str, finger: i32, (x, y): (f64, f64)) {
    let body = "
        part.dispatchEvent(new PointerEvent(kind, { bubbles: true, clientX: x, clientY: y, button: 0,
            buttons: kind === 'pointerup' ? 0 : 1, pointerId: finger, pointerType: 'touch' }));
    ";
    let fire = Function::new_with_args("part, kind, x, y, finger", body);
    let arguments = js_sys::Array::of5(part, &kind.into(), &x.into(), &y.into(), &finger.into());
    Reflect::apply(&fire, &JsValue::NULL, &arguments).expect("it is dispatched");
}

/// Until what was done is drawn.
pub async fn settle() {
    yew::scheduler::flush().await;
}

/// The next frame of the browser.
pub async fn next_frame() {
    let mut ask = |resolve: Function, _: Function| {
        let tick = Closure::once_into_js(move || resolve.call0(&JsValue::NULL));
        let window = web_sys::window().expect("a window");
        window.request_animation_frame(tick.unchecked_ref()).expect("a frame is asked for");
    };
    JsFuture::from(Promise::new(&mut ask)).await.expect("frames do not fail");
}
