//! The exercise through the mounted page, by typing, and by clicking and editing. It has to leave the same session, to
//! the digest, as the native test of the same script.

use daemonset_playground::playground::session::session::Session;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::person::Page;
use crate::script::{Act, clicked, typed};

async fn perform(page: &Page, act: Act) {
    match act {
        Act::Type(line) => {
            page.type_command(line).await;
            assert_eq!(page.last_command(), line);
        }
        Act::Edit(text) => {
            page.press("Editor").await;
            page.write_in_editor(&text).await;
        }
        Act::Apply => page.press("Apply").await,
        Act::Press(name, line) => {
            page.press(name).await;
            assert_eq!(page.last_command(), line);
            assert!(page.has(".entry:last-child .entry-click"), "the terminal says that it was a click");
        }
        Act::AddLabel(node, label) => {
            page.add_label(node, label).await;
            assert_eq!(page.last_command(), format!("kubectl label node {node} {label}"));
        }
        Act::SaveEdit(from, to) => {
            // CodeMirror has only the lines in sight in the document.
            let mut session = Session::from_text(&page.session_text()).expect("it is a session");
            let buffer = session.view().editing.as_ref().expect("it waits").text.to_string();
            assert!(buffer.contains(from), "{buffer}");
            page.write_in_editor(&buffer.replace(from, to)).await;
            page.press("Save").await;
        }
        Act::CancelEdit => page.press("Cancel").await,
        Act::Interrupt => page.control(".prompt-input", "c").await,
        Act::UntilTerminating => {
            page.step_until("terminating", |page| page.see_pods("terminating") > 0).await
        }
        Act::UntilComplete => page.step_until("complete", |page| page.has(".ds .badge-ok")).await,
        Act::UntilGone => page.step_until("no pod", |page| page.num_pods() == 0).await,
        Act::Reads(text) => assert!(page.output().contains(text), "{text:?} is not in\n{}", page.output()),
    }
}

async fn check(acts: Vec<Act>, text: &str, digest: &str) -> Page {
    let page = Page::open_paused().await;
    for act in acts {
        perform(&page, act).await;
    }
    let actual = page.session_text();
    assert_eq!(actual, text, "the page's session differs from the native one");
    let session = Session::from_text(&actual).expect("it is a session");
    assert_eq!(session.digest(), digest.trim_end(), "the engine differs from the native one");
    page
}

#[wasm_bindgen_test]
async fn a_person_can_type_the_whole_exercise() {
    let page = check(
        typed(),
        include_str!("../golden/exercise-typed.session"),
        include_str!("../golden/exercise-typed.digest"),
    )
    .await;
    assert_eq!(page.num_steps_left(), 0, "the guide has ticked every step off");
}

#[wasm_bindgen_test]
async fn a_person_can_click_and_edit_the_whole_exercise() {
    check(
        clicked(),
        include_str!("../golden/exercise-clicked.session"),
        include_str!("../golden/exercise-clicked.digest"),
    )
    .await;
}
