//! `kubectl auth`: who somebody is, and what they may do.
//!
//! Differs: there are no users here but the administrator, who may do everything; nobody can be impersonated.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/auth/{cani,whoami}.go`.

use serde_json::json;

use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::PRINT_FLAGS;
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::Flag;
use crate::kubectl::output::tabwriter::table;
use crate::kubectl::printers::object::Format;
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::Progress;

/// The family.
pub const COMMAND: Command = Command {
    name: "auth",
    short: "Inspect authorization",
    long: "Inspect authorization.",
    usage: "auth [flags]",
    subcommands: &[
        &Command {
            name: "can-i",
            short: "Check whether an action is allowed",
            usage: "auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
            flags: &[&[
                Flag::switch("all-namespaces", "If true, check the specified action in all namespaces.")
                    .short('A'),
                Flag::switch("list", "If true, prints all allowed actions."),
                Flag::switch("no-headers", "If true, prints allowed actions without headers"),
                Flag::switch("quiet", "If true, suppress output and just return the exit code.").short('q'),
                Flag::text("subresource", "SubResource such as pod/log or deployment/scale"),
            ]],
            run: can_i,
            ..Command::EMPTY
        },
        &Command {
            name: "whoami",
            short: "Experimental: Check self subject attributes",
            usage: "auth whoami",
            flags: &[PRINT_FLAGS],
            run: who_am_i,
            ..Command::EMPTY
        },
    ],
    ..Command::EMPTY
};

const RESOURCE_VERBS: &str = "get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest";
const URL_VERBS: &str = "get put post head options delete patch *";
const USER: &str = "playground";

fn refuse_impersonation(call: &Call) -> Result<(), Failure> {
    if call.is_set("as") || call.is_set("as-group") {
        return Err(
            "impersonation is not simulated by this playground: its only user may do everything".into()
        );
    }
    Ok(())
}

fn can_i(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if call.is_on("list") {
        return list(call, context);
    }
    let [verb, object] = call.args() else {
        return Err(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl \
                    auth can-i -h' for help and examples."
                .into(),
        );
    };
    // The messages end in a line feed of their own, so a blank line follows each, as upstream.
    let mut warn = |text: String| context.out.err(&format!("Warning: {text}\n\n"));
    let known = if object.starts_with('/') {
        if !call.text("subresource").is_empty() {
            return Err("--subresource can not be used with NonResourceURL".into());
        }
        URL_VERBS
    } else {
        let resource = object.split('/').next().unwrap_or_default();
        match Mapping::named(resource) {
            Ok(mapping) if !mapping.namespaced() && !call.is_on("all-namespaces") => {
                let group = match mapping.group() {
                    "" => String::new(),
                    group => format!(" in group '{group}'"),
                };
                warn(format!("resource '{}' is not namespace scoped{group}", mapping.plural()));
            }
            Err(_) if !matches!(resource, "*" | "users" | "groups") => {
                let (name, group) = resource.split_once('.').unwrap_or((resource, ""));
                let group = if group.is_empty() { String::new() } else { format!(" in group '{group}'") };
                warn(format!("the server doesn't have a resource type '{name}'{group}"));
            }
            _ => {}
        }
        RESOURCE_VERBS
    };
    // With -A kubectl does not look at the verbs of resources.
    let is_unchecked = known == RESOURCE_VERBS && call.is_on("all-namespaces");
    if !is_unchecked && !known.split(' ').any(|one| one == verb) {
        warn(format!("verb '{verb}' is not a known verb"));
    }
    if call.is_on("no-headers") {
        return Err("--no-headers cannot be set without --list specified".into());
    }
    refuse_impersonation(call)?;
    if !call.is_on("quiet") {
        context.out.out("yes\n");
    }
    Ok(Progress::Ended)
}

fn list(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    if !call.args().is_empty() {
        return Err("list option must be specified with no arguments".into());
    }
    if call.is_on("quiet") || call.is_on("all-namespaces") || !call.text("subresource").is_empty() {
        return Err(
            "list option can't be specified with neither quiet, all-namespaces nor subresource options"
                .into(),
        );
    }
    refuse_impersonation(call)?;
    let header =
        if call.is_on("no-headers") { "" } else { "Resources\tNon-Resource URLs\tResource Names\tVerbs\n" };
    context.out.out(&table(&format!("{header}*.*\t[]\t[]\t[*]\n\t[*]\t[]\t[*]\n")));
    Ok(Progress::Ended)
}

fn who_am_i(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    refuse_impersonation(call)?;
    let groups = ["system:masters", "system:authenticated"];
    match Format::required(call, context)? {
        Format::Operation => {
            let groups = groups.join(" ");
            context.out.out(&table(&format!("ATTRIBUTE\tVALUE\nUsername\t{USER}\nGroups\t[{groups}]\n")));
        }
        mut format => {
            let review = json!({
                "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview",
                "metadata": {"creationTimestamp": context.now().rfc3339()},
                "status": {"userInfo": {"groups": groups, "username": USER}},
            });
            format.print(&review, "", context.out)?;
        }
    }
    Ok(Progress::Ended)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::kubectl::testing::check;
    use expect_test::expect;

    #[test]
    fn the_only_user_may_do_everything() {
        check(
            "auth can-i create pods
auth can-i list nodes
auth can-i list priorityclasses -q
auth can-i frob ds/agent
auth can-i get /healthz
auth can-i '*' '*'
auth can-i get nosuch
auth can-i get
auth can-i --list
auth can-i get pods --as=bob
auth whoami
auth whoami -o yaml
auth nosuch",
            expect![[r#"
                $ auth can-i create pods
                yes
                $ auth can-i list nodes
                ! Warning: resource 'nodes' is not namespace scoped
                ! 
                yes
                $ auth can-i list priorityclasses -q
                ! Warning: resource 'priorityclasses' is not namespace scoped in group 'scheduling.k8s.io'
                ! 
                $ auth can-i frob ds/agent
                ! Warning: verb 'frob' is not a known verb
                ! 
                yes
                $ auth can-i get /healthz
                yes
                $ auth can-i '*' '*'
                yes
                $ auth can-i get nosuch
                ! Warning: the server doesn't have a resource type 'nosuch'
                ! 
                yes
                $ auth can-i get
                ! error: you must specify two arguments: verb resource or verb resource/resourceName.
                ! See 'kubectl auth can-i -h' for help and examples.
                [exit 1]
                $ auth can-i --list
                Resources   Non-Resource URLs   Resource Names   Verbs
                *.*         []                  []               [*]
                            [*]                 []               [*]
                $ auth can-i get pods --as=bob
                ! error: impersonation is not simulated by this playground: its only user may do everything
                [exit 1]
                $ auth whoami
                ATTRIBUTE   VALUE
                Username    playground
                Groups      [system:masters system:authenticated]
                $ auth whoami -o yaml
                apiVersion: authentication.k8s.io/v1
                kind: SelfSubjectReview
                metadata:
                  creationTimestamp: "2026-01-05T08:00:15Z"
                status:
                  userInfo:
                    groups:
                    - system:masters
                    - system:authenticated
                    username: playground
                $ auth nosuch
                ! error: unknown command "nosuch"
                ! See 'kubectl auth -h' for help and examples
                [exit 1]
            "#]],
        );
    }
}
