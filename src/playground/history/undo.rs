//! Undo, redo, and the choice between futures.

use crate::apimachinery::time::Time;
use crate::playground::command::Command;
use crate::playground::history::history::{Compared, FutureId, History, Position, always, slice};
use crate::playground::session::session::Session;

impl History {
    /// The command that an undo would take back.
    pub fn undoable(&self) -> Option<&Command> {
        let num_given = self.goal.map_or(self.session.given().len(), |goal| goal.num_given);
        self.here().given.get(num_given.checked_sub(1)?).map(|given| &given.command)
    }

    /// Takes the last command back: goes to the moment before it, and what was ahead then is ahead again.
    pub fn undo(&mut self) {
        self.arrive(&mut always);
        let position = self.position();
        let Some(num_given) = self.num_given_before(position.num_given) else { return };
        let here = self.here();
        let Some(at) = here.given.get(num_given).map(|given| given.at) else { return };
        let is_cut = |from: &Position| (from.at, from.num_given) == (at, num_given);
        let cut = here.from.filter(is_cut).filter(|from| self.future(from.future).is_some());
        let goal = match cut {
            Some(from) => from,
            None => self.draft(at, num_given),
        };
        self.redo.push(position);
        self.set_out(goal);
        self.prune();
    }

    /// How many commands are left when the last is taken back. A file that was saved for a line goes with the line.
    fn num_given_before(&self, num_given: usize) -> Option<usize> {
        let given = &self.here().given;
        let mut left = num_given.checked_sub(1)?;
        let at = given.get(left)?.at;
        while let Some(before) = left.checked_sub(1).and_then(|index| given.get(index))
            && before.at == at
            && matches!(before.command, Command::WriteFile { .. })
        {
            left -= 1;
        }
        Some(left)
    }

    /// A future that ends before a command.
    fn draft(&mut self, at: Time, num_given: usize) -> Position {
        let id = self.new_id();
        let mut draft = self.here().branch(id, at, num_given);
        draft.is_draft = true;
        self.futures.push(draft);
        Position { future: id, at, num_given }
    }

    /// The command that a redo would give again.
    pub fn redoable(&self) -> Option<&Command> {
        let position = self.redo.last()?;
        let given = &self.future(position.future)?.given;
        given.get(position.num_given.checked_sub(1)?).map(|given| &given.command)
    }

    /// Goes back to where the last undo came from.
    pub fn redo(&mut self) {
        self.arrive(&mut always);
        let Some(position) = self.redo.pop() else { return };
        self.set_out(position);
        self.prune();
    }

    /// Goes to the end of another future.
    pub fn switch(&mut self, id: FutureId) {
        self.arrive(&mut always);
        let Some(future) = self.future(id) else { return };
        let goal = Position { future: id, at: future.end, num_given: future.given.len() };
        self.redo.clear();
        self.set_out(goal);
        self.prune();
    }

    /// Gives up a future that is not the current one.
    pub fn forget(&mut self, id: FutureId) {
        if id != self.current {
            self.futures.retain(|future| future.id != id);
            self.redo.retain(|position| position.future != id);
            if self.compared.as_ref().is_some_and(|compared| compared.id == id) {
                self.compared = None;
            }
        }
    }

    /// Shows another future beside this one, at the same time; `None` ends that. Beyond its end it goes on by itself.
    /// [`History::pursue`] takes it there.
    pub fn compare(&mut self, id: Option<FutureId>) {
        self.compared = id.filter(|id| *id != self.current && self.future(*id).is_some()).and_then(|id| {
            let session = self.start_of(id, self.now())?;
            Some(Compared { id, session })
        });
        self.prune();
    }

    /// The other future as it is at the same time.
    pub fn compared(&mut self) -> Option<(FutureId, &mut Session)> {
        self.compared.as_mut().map(|compared| (compared.id, &mut compared.session))
    }

    fn start_of(&self, id: FutureId, at: Time) -> Option<Session> {
        let future = self.future(id)?;
        self.checkpoints.nearest(future, |session| session.now() <= at).cloned()
    }

    /// Whether the other future, if there is one, is at the same time.
    pub(super) fn has_followed(&self) -> bool {
        let now = self.session.now();
        self.compared.as_ref().is_none_or(|Compared { id, session }| {
            let next = self.future(*id).and_then(|future| future.given.get(session.given().len()));
            let is_level = session.now() == now && next.is_none_or(|given| given.at > now);
            is_level || session.failure().is_some()
        })
    }

    /// Goes on to bring the other future to the same time; says whether it is there.
    pub(super) fn follow(&mut self, has_time: &mut dyn FnMut() -> bool) -> bool {
        let now = self.session.now();
        let Some(Compared { id, mut session }) = self.compared.take() else { return true };
        if id == self.current {
            return true;
        }
        if session.now() > now {
            match self.start_of(id, now) {
                Some(earlier) => session = earlier,
                None => return true,
            }
        }
        let Some(future) = self.future(id) else { return true };
        let mut is_there = false;
        while !is_there && session.failure().is_none() {
            match future.given.get(session.given().len()).filter(|given| given.at <= now) {
                Some(given) if given.at <= session.now() => session.give(given.clone()),
                Some(given) => slice(&mut session, given.at),
                None if session.now() < now => slice(&mut session, now),
                None => is_there = true,
            }
            if !is_there && !has_time() {
                break;
            }
        }
        self.compared = Some(Compared { id, session });
        self.has_followed()
    }
}
