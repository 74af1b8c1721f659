//! The history as the page shows it.
//!
//! Invariant: a part that did not change is the same `Rc` as before.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::history::future::Future;
use crate::playground::history::history::{FutureId, History};
use crate::playground::history::marks::{Mark, MarkKind};
use crate::playground::history::scale::Scale;
use crate::playground::trace::trace_view::TraceView;
use crate::playground::view::cluster::{NodeView, PodView};
use crate::playground::view::daemon_set::DaemonSetView;
use crate::playground::view::page::View;
use crate::playground::view::time::{
    Ahead, COMPARED_MAX, CompareView, ComparedNode, FutureView, MarkLook, MarkView, TimeView,
};

/// What the bar was drawn from the last time.
#[derive(Clone, Debug)]
pub(super) struct Drawn {
    future: FutureId,
    num_given: usize,
    marks: Rc<Vec<Mark>>,
    pub(super) view: Rc<TimeView>,
}

impl History {
    /// What is to be seen of the session at this moment.
    pub fn view(&mut self) -> Rc<View> {
        self.session.view()
    }

    /// What is to be seen of time; the same `Rc` as the last time where nothing changed.
    pub fn time_view(&mut self) -> Rc<TimeView> {
        let compare = self.compare_view();
        let here = self.here();
        let known = self.drawn.as_ref().filter(|drawn| {
            let is_same = (drawn.future, drawn.num_given) == (here.id, here.given.len());
            is_same && Rc::ptr_eq(&drawn.marks, here.marks.list())
        });
        let marks = known.map_or_else(|| Rc::new(mark_views(here)), |drawn| drawn.view.marks.clone());
        let scale = self.scale(&marks, known.map(|drawn| &drawn.view.scale));
        let old = self.drawn.as_ref().map(|drawn| &drawn.view);
        let num_given = self.goal.map_or(self.session.given().len(), |goal| goal.num_given);
        let ahead = here.given.get(num_given..).unwrap_or_default();
        let view = TimeView {
            scale,
            marks,
            is_past: self.is_past(),
            is_seeking: self.is_under_way(),
            ahead: Ahead {
                num_commands: ahead.iter().filter(|given| is_shown(&given.command)).count(),
                first: ahead.iter().find(|given| is_shown(&given.command)).map(|given| given.command.words()),
            },
            cut: here
                .from
                .filter(|from| {
                    here.given
                        .get(from.num_given..)
                        .is_some_and(|own| own.iter().filter(|given| is_shown(&given.command)).count() == 1)
                })
                .and_then(|from| self.future(from.future).map(name_of)),
            undo: self.undoable().map(Command::words),
            redo: self.redoable().map(Command::words),
            futures: same(old.map(|old| &old.futures), self.future_views()),
            compare: match (compare, old.and_then(|old| old.compare.as_ref())) {
                (Some(fresh), Some(old)) if **old == fresh => Some(old.clone()),
                (fresh, _) => fresh.map(Rc::new),
            },
        };
        let view = match old {
            Some(old) if **old == view => old.clone(),
            _ => Rc::new(view),
        };
        let here = self.here();
        let (future, num_given, marks) = (here.id, here.given.len(), here.marks.list().clone());
        self.drawn = Some(Drawn { future, num_given, marks, view: view.clone() });
        view
    }

    /// The trace of this future as far as it was run, or, where it does not go back that far any more, up to the moment.
    pub fn trace(&mut self) -> Rc<TraceView> {
        let (current, now) = (self.current, self.session.now());
        let trace = self.session.cluster().trace();
        let kept = self.traced.as_ref().filter(|(future, end, kept)| {
            *future == current
                && (self.goal.is_some()
                    || (now, trace.told()) < (*end, kept.num_told()) && kept.reaches(now)
                    || kept.is_of(trace))
        });
        if let Some((_, _, kept)) = kept {
            return kept.clone();
        }
        let fresh = Rc::new(TraceView::new(trace));
        self.traced = Some((current, now, fresh.clone()));
        fresh
    }

    /// How many entries of the trace lie behind the moment; none on the way to one. At one time there may be entries on
    /// both sides, as commands given at 00:00:00 are before and after the first of them.
    pub fn num_traced(&self) -> Option<u64> {
        self.goal.is_none().then(|| self.session.cluster().trace().told())
    }

    fn scale(&self, marks: &[MarkView], known: Option<&Rc<Scale>>) -> Rc<Scale> {
        let end = self.end();
        match known {
            Some(known) if !known.is_full(end) => known.clone(),
            _ => Rc::new(Scale::new(marks.iter().map(|mark| Time(mark.at_ms)), end)),
        }
    }

    fn future_views(&self) -> Vec<FutureView> {
        let here = self.here();
        let there = self.futures.iter().filter(|future| !future.is_draft || future.id == here.id);
        let view = |future: &Future| {
            let is_current = future.id == here.id;
            let parts = (!is_current).then(|| parting(here, future));
            FutureView {
                id: future.id,
                name: name_of(future),
                is_named: future.name.is_some(),
                is_current,
                num_commands: future.given.iter().filter(|given| is_shown(&given.command)).count(),
                parts_at_ms: parts.map(|(at, _)| at.0),
                own: parts.and_then(|(_, index)| {
                    let mut own = future.given.iter().skip(index);
                    own.find(|given| is_shown(&given.command)).map(|given| given.command.words())
                }),
                end_ms: (!is_current).then_some(future.end.0),
            }
        };
        there.map(view).collect()
    }

    fn compare_view(&mut self) -> Option<CompareView> {
        let has_followed = self.has_followed();
        let compared = self.compared.as_mut()?;
        if !has_followed {
            // What was seen last stays until the other future has come to the same time.
            let shown = self.drawn.as_ref().and_then(|drawn| drawn.view.compare.as_deref());
            return shown.filter(|shown| shown.there == compared.id).cloned();
        }
        let (id, there) = (compared.id, compared.session.view());
        let here = self.session.view();
        let name = |id: FutureId| self.future(id).map_or_else(|| "".into(), name_of);
        Some(compare(&here, &there, (name(self.current), name(id)), id))
    }
}

/// When a future leaves another one, and the index of its first command of its own.
fn parting(here: &Future, future: &Future) -> (Time, usize) {
    let shared = here.given.iter().zip(&future.given).take_while(|(a, b)| Rc::ptr_eq(a, b)).count();
    let next = |future: &Future| future.given.get(shared).map_or(future.end, |given| given.at);
    (next(here).min(next(future)), shared)
}

/// A file that is saved goes with the line that it is saved for.
fn is_shown(command: &Command) -> bool {
    !matches!(command, Command::WriteFile { .. })
}

fn name_of(future: &Future) -> Rc<str> {
    let letter = || {
        let (round, index) = (future.id.0 / 26, future.id.0 % 26);
        let letter = char::from(b'A' + u8::try_from(index).unwrap_or_default());
        if round == 0 { letter.to_string().into() } else { format!("{letter}{round}").into() }
    };
    future.name.clone().unwrap_or_else(letter)
}

fn mark_views(future: &Future) -> Vec<MarkView> {
    let commands = future.given.iter().filter(|given| is_shown(&given.command)).map(|given| MarkView {
        at_ms: given.at.0,
        look: MarkLook::Command,
        text: given.command.words().into(),
    });
    let others = future.marks.list().iter().map(|mark| MarkView {
        at_ms: mark.at.0,
        look: match mark.kind {
            MarkKind::Event => MarkLook::Event,
            MarkKind::Warning => MarkLook::Warning,
            MarkKind::Revision => MarkLook::Revision,
        },
        text: match mark.count {
            1 => mark.text.clone(),
            count => format!("{} and {} more", mark.text, count - 1).into(),
        },
    });
    let mut marks: Vec<MarkView> = commands.chain(others).collect();
    marks.sort_by_key(|mark| (mark.at_ms, mark.look));
    marks
}

/// Two views side by side.
fn compare(here: &View, there: &View, names: (Rc<str>, Rc<str>), id: FutureId) -> CompareView {
    let key = |view: &Rc<DaemonSetView>| (view.namespace.clone(), view.name.clone());
    let mut daemon_sets: BTreeMap<_, (Option<Rc<DaemonSetView>>, Option<Rc<DaemonSetView>>)> =
        BTreeMap::new();
    for view in here.daemon_sets.iter() {
        daemon_sets.entry(key(view)).or_default().0 = Some(view.clone());
    }
    for view in there.daemon_sets.iter() {
        daemon_sets.entry(key(view)).or_default().1 = Some(view.clone());
    }
    let others: BTreeMap<&str, &Rc<NodeView>> = there.nodes.iter().map(|node| (&*node.name, node)).collect();
    let known: BTreeMap<&str, ()> = here.nodes.iter().map(|node| (&*node.name, ())).collect();
    let pairs = here.nodes.iter().map(|node| (Some(node), others.get(&*node.name).copied()));
    let added = there.nodes.iter().filter(|node| !known.contains_key(&*node.name));
    let (mut nodes, mut num_differing, mut num_same) = (Vec::new(), 0, 0);
    for (here, there) in pairs.chain(added.map(|node| (None, Some(node)))) {
        if let (Some(here), Some(there)) = (here, there)
            && looks(&here.pods) == looks(&there.pods)
        {
            num_same += 1;
            continue;
        }
        num_differing += 1;
        if nodes.len() < COMPARED_MAX
            && let Some(name) = here.or(there).map(|node| node.name.clone())
        {
            let pods = |node: Option<&Rc<NodeView>>| node.map(|node| node.pods.clone());
            nodes.push(ComparedNode { name, here: pods(here), there: pods(there) });
        }
    }
    let daemon_sets = daemon_sets.into_values().collect();
    let (name_here, name_there) = names;
    CompareView { name_here, name_there, there: id, daemon_sets, nodes, num_differing, num_same }
}

/// What of pods counts: which they are of whose, not what chance named them.
fn looks(pods: &[Rc<PodView>]) -> Vec<(Option<&str>, Option<i64>, &str, &str)> {
    pods.iter()
        .map(|pod| {
            let number = pod.revision.map(|revision| revision.number);
            (pod.daemon_set.as_deref(), number, &*pod.status, &*pod.ready)
        })
        .collect()
}

fn same<T: PartialEq>(old: Option<&Rc<T>>, fresh: T) -> Rc<T> {
    old.filter(|old| ***old == fresh).cloned().unwrap_or_else(|| Rc::new(fresh))
}
