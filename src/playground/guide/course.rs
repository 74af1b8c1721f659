//! The lessons that come with the page, and how far a person got with each that was opened.
//!
//! Invariant: a lesson that was opened once goes on counting, also while another one is shown. One that was not is not
//! even read.

use std::rc::Rc;

use crate::apiserver::server::ApiServer;
use crate::playground::guide::lesson::Lesson;
use crate::playground::guide::progress::Progress;
use crate::playground::view::cluster::NodeView;
use crate::playground::view::guide::GuideView;

/// A lesson that can be chosen.
#[derive(Debug)]
pub struct Offered {
    /// The name of its file, by which addresses and session texts call it.
    pub name: &'static str,
    /// Its title, the same as in the file.
    pub title: &'static str,
    /// The file's text.
    pub(super) text: &'static str,
}

macro_rules! offered {
    ($name:literal, $title:literal) => {
        Offered {
            name: $name,
            title: $title,
            text: include_str!(concat!("../../../manifests/lessons/", $name, ".yaml")),
        }
    };
}

/// The lessons, in the order in which one leads to the next.
pub static OFFERED: [Offered; 5] = [
    offered!("managing-daemonsets", "Managing DaemonSets"),
    offered!("stuck-rollout", "A rollout that is stuck"),
    offered!("rollout-speed", "How fast a rollout goes"),
    offered!("taints", "Taints and tolerations"),
    offered!("dead-node", "When a node dies"),
];

/// A lesson that was opened.
#[derive(Clone, Debug)]
struct Opened {
    index: usize,
    lesson: Rc<Lesson>,
    progress: Progress,
}

impl Opened {
    fn new(index: usize) -> Opened {
        let lesson =
            Lesson::parse(OFFERED[index].text).expect("the lessons that come with the page are tested");
        Opened { index, lesson: Rc::new(lesson), progress: Progress::default() }
    }
}

/// The lessons of a session. Plain data.
#[derive(Clone, Debug)]
pub struct Course {
    opened: Vec<Opened>,
    /// The place in `opened` of the one that is shown.
    shown: usize,
}

impl Default for Course {
    fn default() -> Self {
        Course { opened: vec![Opened::new(0)], shown: 0 }
    }
}

impl Course {
    /// Shows a lesson. A name that there is not changes nothing.
    pub fn open(&mut self, name: &str) {
        let Some(index) = OFFERED.iter().position(|one| one.name == name) else { return };
        self.shown = self.opened.iter().position(|one| one.index == index).unwrap_or_else(|| {
            self.opened.push(Opened::new(index));
            self.opened.len() - 1
        });
    }

    /// The name of the lesson that is shown.
    pub fn name(&self) -> &'static str {
        OFFERED[self.opened[self.shown].index].name
    }

    /// Takes in a line that ended well.
    pub fn ran(&mut self, line: &str) {
        for Opened { lesson, progress, .. } in &mut self.opened {
            progress.ran(lesson, line);
        }
    }

    /// Looks at the cluster, as it is at this moment; says whether a step is done that was not.
    pub fn update(&mut self, api: &ApiServer) -> bool {
        let each = self.opened.iter_mut();
        each.fold(false, |any, Opened { lesson, progress, .. }| progress.update(lesson, api) | any)
    }

    /// The lesson that is shown, with the names of these nodes in its commands.
    pub fn view(&self, nodes: &[Rc<NodeView>]) -> GuideView {
        let Opened { lesson, progress, .. } = &self.opened[self.shown];
        GuideView { name: self.name().to_owned(), ..progress.view(lesson, nodes) }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_can_be_read_and_has_the_title_by_which_it_is_chosen() {
        for offered in &OFFERED {
            let lesson =
                Lesson::parse(offered.text).unwrap_or_else(|error| panic!("{}: {error}", offered.name));
            assert_eq!(lesson.title, offered.title);
        }
    }

    #[test]
    fn every_lesson_in_the_folder_is_offered() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests/lessons");
        let files = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        let mut offered: Vec<String> = OFFERED.iter().map(|one| format!("{}.yaml", one.name)).collect();
        offered.sort();
        assert_eq!(names, offered);
    }
}
