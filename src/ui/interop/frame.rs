//! A loop on the browser's animation frames, which browsers hold while the page is hidden.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::ui::interop::dom;

/// Runs until it is dropped.
pub struct FrameLoop {
    shared: Rc<Shared>,
}

struct Shared {
    request: RefCell<Option<i32>>,
    tick: RefCell<Option<Closure<dyn FnMut(f64)>>>,
}

/// Longest pause between two frames that still counts as time passed: after it the page was hidden or asleep, and
/// simulated time should not leap.
const PAUSE_MAX_MS: f64 = 250.0;

impl FrameLoop {
    /// Calls `on_frame` with the wall milliseconds since the last frame, once a frame.
    pub fn start(mut on_frame: impl FnMut(f64) + 'static) -> Self {
        let shared = Rc::new(Shared { request: RefCell::new(None), tick: RefCell::new(None) });
        let weak = Rc::downgrade(&shared);
        let mut last: Option<f64> = None;
        let tick = Closure::new(move |stamp: f64| {
            let elapsed = last.map_or(0.0, |last| (stamp - last).clamp(0.0, PAUSE_MAX_MS));
            last = Some(stamp);
            on_frame(elapsed);
            if let Some(shared) = weak.upgrade() {
                shared.ask();
            }
        });
        *shared.tick.borrow_mut() = Some(tick);
        shared.ask();
        FrameLoop { shared }
    }
}

impl Shared {
    fn ask(&self) {
        if let Some(tick) = self.tick.borrow().as_ref() {
            *self.request.borrow_mut() =
                dom::window().request_animation_frame(tick.as_ref().unchecked_ref()).ok();
        }
    }
}

impl Drop for FrameLoop {
    fn drop(&mut self) {
        if let Some(request) = self.shared.request.borrow_mut().take() {
            let _ = dom::window().cancel_animation_frame(request);
        }
    }
}
