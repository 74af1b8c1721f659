//! `kubectl get`: objects as tables or whole, once or as they change.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/get/get.go`.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::object::Object;
use crate::apiserver::watch::{WatchEventType, WatchId};
use crate::kubectl::builder::query::{Info, Query, Selected};
use crate::kubectl::command::{Call, Command, Context};
use crate::kubectl::common::{
    ALL_NAMESPACES_FLAG, CHUNK_SIZE_FLAG, FIELD_SELECTOR_FLAG, FILENAME_FLAGS, PRINT_FLAGS, SELECTOR_FLAG,
};
use crate::kubectl::errors::Failure;
use crate::kubectl::filter::Filter;
use crate::kubectl::flags::{Flag, Takes};
use crate::kubectl::output::custom_columns::CustomColumns;
use crate::kubectl::output::sort_by;
use crate::kubectl::printers::columns::ColumnsPrinter;
use crate::kubectl::printers::object::{self, Format};
use crate::kubectl::printers::table::{TableOptions, TablePrinter};
use crate::kubectl::resources::Mapping;
use crate::kubectl::task::{Progress, Task};

/// The command.
pub const COMMAND: Command = Command {
    name: "get",
    suggest_for: &["list", "ls"],
    short: "Display one or many resources",
    usage: "get [(-o|--output=)json|yaml|name|wide|…] (TYPE[.VERSION][.GROUP] [NAME | -l label] | \
            TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    flags: &[FLAGS, PRINT_FLAGS, FILENAME_FLAGS],
    run,
    ..Command::EMPTY
};

const FLAGS: &[Flag] = &[
    ALL_NAMESPACES_FLAG,
    CHUNK_SIZE_FLAG,
    FIELD_SELECTOR_FLAG,
    SELECTOR_FLAG,
    Flag::switch("ignore-not-found", "Do not fail for objects that are not there."),
    Flag::new("label-columns", 'L', Takes::Words, "", "Labels to show in columns of their own."),
    Flag::switch("no-headers", "Do not print the header."),
    Flag::switch("output-watch-events", "Print what happened to the object as well."),
    Flag::text("raw", "Raw URI to request from the server."),
    Flag::switch("server-print", "If true, have the server return the table.").default("true"),
    Flag::switch("show-kind", "Print the kind with the name."),
    Flag::switch("show-labels", "Print all labels in the last column."),
    Flag::text("sort-by", "Sort by a field, such as '.metadata.name'."),
    Flag::text("subresource", "Gets the subresource of the requested object."),
    Flag::switch("watch", "After listing, watch for changes.").short('w'),
    Flag::switch("watch-only", "Watch for changes without listing first."),
];

fn run(call: &Call, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
    check(call, context)?;
    let query = Query { kind_means_all: true, latest: true, ..Query::of(call) };
    let printer = Printer::of(call, context)?;
    if call.is_on("watch") || call.is_on("watch-only") {
        return watch(call, context, query, printer);
    }
    let mut selected = query.run(context)?;
    if call.is_on("ignore-not-found") {
        selected = selected.ignore_not_found();
    }
    match printer {
        Printer::Table(options) => print_tables(call, context, &query, selected, &options)?,
        Printer::Rows(rows) => print_whole(call, context, selected, rows)?,
    }
    Ok(Progress::Ended)
}

fn check(call: &Call, context: &mut Context<'_, '_>) -> Result<(), Failure> {
    let watches = call.is_on("watch") || call.is_on("watch-only");
    if !call.text("raw").is_empty() {
        return Err("raw requests are not simulated by this playground".into());
    }
    if !call.text("sort-by").is_empty() && watches {
        context.out.err(if call.is_on("watch") {
            "warning: --watch requested, --sort-by will be ignored for watch events received\n"
        } else {
            "warning: --watch-only requested, --sort-by will be ignored\n"
        });
    }
    if call.args().is_empty() && !call.is_set("filename") && !call.is_set("kustomize") && !watches {
        context.out.err(
            "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of \
             supported resources.\n\n",
        );
        return Err(call.usage_error(
            "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of \
             that resource (e.g. kubectl explain pods).",
        ));
    }
    let output = call.text("output");
    if call.is_on("show-labels") && !matches!(output, "" | "wide") {
        return Err(Failure::Message(format!("--show-labels option cannot be used with {output} printer")));
    }
    if call.is_on("output-watch-events") && !watches {
        return Err("--output-watch-events option can only be used with --watch or --watch-only".into());
    }
    Ok(())
}

/// How `get` prints.
enum Printer {
    Table(TableOptions),
    Rows(RowPrinter),
}

impl Printer {
    fn of(call: &Call, context: &Context<'_, '_>) -> Result<Printer, Failure> {
        let output = call.text("output");
        match Format::of(call, context)? {
            Some(Format::Operation) => {}
            Some(format) => return Ok(Printer::Rows(RowPrinter::Whole(format))),
            None if output == "wide" => {}
            None => {
                let Some(columns) = custom_columns(call, context)? else {
                    return Err(object::unknown(output, &["custom-columns", "custom-columns-file", "wide"]));
                };
                let printer = ColumnsPrinter::new(columns, call.is_on("no-headers"));
                return Ok(Printer::Rows(RowPrinter::Columns(printer)));
            }
        }
        Ok(Printer::Table(TableOptions {
            no_headers: call.is_on("no-headers"),
            wide: output == "wide",
            with_namespace: call.is_on("all-namespaces"),
            with_kind: call.is_on("show-kind"),
            label_columns: call.list("label-columns"),
            show_labels: call.is_on("show-labels"),
        }))
    }
}

/// Upstream: `CustomColumnsPrintFlags.ToPrinter`.
fn custom_columns(call: &Call, context: &Context<'_, '_>) -> Result<Option<CustomColumns>, Failure> {
    let output = call.text("output");
    let (name, inline) = output.split_once('=').unwrap_or((output, ""));
    let text = if inline.is_empty() { call.text("template") } else { inline };
    Ok(Some(match name {
        "custom-columns" => CustomColumns::from_spec(text)?,
        "custom-columns-file" if text.is_empty() => CustomColumns::from_spec("")?,
        "custom-columns-file" => {
            let file = context.env.files.read(text).ok_or_else(|| {
                format!("error reading template {text}, open {text}: no such file or directory")
            })?;
            CustomColumns::from_file(&file)?
        }
        _ => return Ok(None),
    }))
}

fn print_tables(
    call: &Call,
    context: &mut Context<'_, '_>,
    query: &Query,
    selected: Selected,
    options: &TableOptions,
) -> Result<(), Failure> {
    let mut kinds = selected.mappings.clone();
    let is_list = !query.filenames.is_empty() || !kinds.is_empty() && !selected.single;
    let (infos, result) = selected.infos();
    if !is_list {
        kinds = infos.iter().map(|info| info.mapping).collect();
    }
    let several = kinds.iter().any(|kind| Some(kind) != kinds.first())
        || infos.iter().any(|info| Some(info.mapping) != infos.first().map(|first| first.mapping));
    let all_namespaced = !query.all_namespaces
        && kinds.iter().all(|kind| kind.namespaced())
        && infos.iter().all(|info| info.mapping.namespaced());
    let infos = sorted(infos, call.text("sort-by"))?;
    let mut text = String::new();
    for group in infos.chunk_by(|a, b| a.mapping == b.mapping) {
        let Some(mapping) = group.first().map(|info| info.mapping) else { continue };
        let mut printer = TablePrinter::new(TableOptions {
            with_kind: options.with_kind || several,
            with_namespace: options.with_namespace && mapping.namespaced(),
            ..options.clone()
        });
        for info in group {
            if let Some(object) = &info.object {
                printer.row(mapping, object, None, context.now());
            }
        }
        let table = printer.flush();
        if !text.is_empty() && !table.is_empty() && !options.no_headers {
            text.push('\n');
        }
        text.push_str(&table);
    }
    if text.is_empty() && result.is_ok() && !call.is_on("ignore-not-found") {
        context.out.err(&nothing_found(all_namespaced, &call.namespace().0));
    }
    context.out.out(&text);
    result
}

/// Sorts the objects of each list as `--sort-by` asks.
fn sorted(infos: Vec<Info>, field: &str) -> Result<Vec<Info>, Failure> {
    if field.is_empty() {
        return Ok(infos);
    }
    let mut all = Vec::with_capacity(infos.len());
    for group in infos.chunk_by(|a, b| a.mapping == b.mapping) {
        let values: Vec<Value> = group.iter().map(Info::value).collect();
        let order = sort_by::table_order(&values.iter().collect::<Vec<&Value>>(), field)?;
        all.extend(order.into_iter().filter_map(|at| group.get(at).cloned()));
    }
    Ok(all)
}

fn nothing_found(in_namespace: bool, namespace: &str) -> String {
    if in_namespace {
        format!("No resources found in {namespace} namespace.\n")
    } else {
        "No resources found\n".to_owned()
    }
}

fn print_whole(
    call: &Call,
    context: &mut Context<'_, '_>,
    selected: Selected,
    mut printer: RowPrinter,
) -> Result<(), Failure> {
    let single = selected.single;
    let (infos, result) = selected.infos();
    if single {
        result.clone()?;
    }
    if infos.is_empty() && call.is_on("ignore-not-found") {
        return result;
    }
    let value = match &infos[..] {
        [one] if single => one.value(),
        many => {
            let mut items: Vec<Value> = many.iter().map(Info::value).collect();
            let field = call.text("sort-by");
            if !field.is_empty() {
                let order = sort_by::list_order(&items.iter().collect::<Vec<&Value>>(), field)?;
                items = order.into_iter().filter_map(|at| items.get(at).cloned()).collect();
            }
            list_of(items)
        }
    };
    printer.print_value(&value, context)?;
    result
}

/// Several objects as one.
pub fn list_of(items: Vec<Value>) -> Value {
    json!({"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}})
}

/// A watch that prints.
#[derive(Clone, Debug)]
pub struct GetWatch {
    /// The watch it reads.
    pub watch: WatchId,
    mapping: Mapping,
    namespace: String,
    name: Option<String>,
    filter: Filter,
    /// Which objects were last known to fit the filter: one that no longer fits is gone for the watcher.
    fitting: BTreeSet<(Rc<str>, Rc<str>)>,
    with_events: bool,
    printer: RowPrinter,
}

#[derive(Clone, Debug)]
enum RowPrinter {
    Table(TablePrinter),
    Whole(Format),
    Columns(ColumnsPrinter),
}

impl RowPrinter {
    fn print_value(&mut self, value: &Value, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        match self {
            RowPrinter::Table(_) => Ok(()),
            RowPrinter::Whole(format) => format.print(value, "", context.out),
            RowPrinter::Columns(printer) => {
                let (text, result) = printer.print(value);
                context.out.out(&text);
                result
            }
        }
    }
}

fn watch(
    call: &Call,
    context: &mut Context<'_, '_>,
    mut query: Query,
    printer: Printer,
) -> Result<Progress, Failure> {
    query.single_kind = true;
    let selected = query.run(context)?;
    let single = selected.single;
    let kinds = selected.mappings.clone();
    let (infos, result) = selected.infos();
    match result {
        Err(failure) if failure.is_not_found() && call.is_on("ignore-not-found") => {
            return Ok(Progress::Ended);
        }
        other => other?,
    }
    let Some(mapping) = kinds.first().copied().or_else(|| infos.first().map(|info| info.mapping)) else {
        return Err("arguments must consist of a resource or a resource and name".into());
    };
    let kinds: Vec<_> = mapping.kind().into_iter().collect();
    let mut task = GetWatch {
        watch: context.env.api.watch(&kinds),
        mapping,
        namespace: if mapping.namespaced() { query.namespace.clone() } else { String::new() },
        name: infos.first().filter(|_| single).map(|info| info.name.clone()),
        filter: Filter::parse(mapping, &query.labels, &query.fields)?,
        fitting: BTreeSet::new(),
        with_events: call.is_on("output-watch-events"),
        printer: match printer {
            Printer::Table(options) => RowPrinter::Table(TablePrinter::new(options)),
            Printer::Rows(rows) => rows,
        },
    };
    for object in infos.iter().filter_map(|info| info.object.as_ref()) {
        task.fitting.insert((object.meta.namespace.clone(), object.meta.name.clone()));
        if !call.is_on("watch-only") {
            task.print(object, "ADDED", context)?;
        }
    }
    task.flush(context);
    Ok(Progress::Waiting(Task::Get(Box::new(task)), None))
}

impl GetWatch {
    /// Prints what happened since the last time.
    pub fn poll(mut self: Box<Self>, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        while let Some(event) = context.env.api.next_watch_event(self.watch) {
            let object = event.object;
            let is_elsewhere = !self.namespace.is_empty() && *object.meta.namespace != *self.namespace;
            let is_other = self.name.as_ref().is_some_and(|name| *object.meta.name != **name);
            if is_elsewhere || is_other {
                continue;
            }
            let key = (object.meta.namespace.clone(), object.meta.name.clone());
            let fits = event.event_type != WatchEventType::Deleted && self.filter.matches(&object);
            let did_fit = if fits { !self.fitting.insert(key) } else { self.fitting.remove(&key) };
            let word = match (did_fit, fits) {
                (false, false) => continue,
                (false, true) => "ADDED",
                (true, true) => "MODIFIED",
                (true, false) => "DELETED",
            };
            self.print(&object, word, context)?;
            self.flush(context);
        }
        Ok(Progress::Waiting(Task::Get(self), None))
    }

    fn print(
        &mut self,
        object: &Rc<Object>,
        event: &str,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        match &mut self.printer {
            RowPrinter::Table(printer) => {
                printer.row(self.mapping, object, self.with_events.then_some(event), context.now());
            }
            rows => {
                let mut value = object.to_value();
                if self.with_events && !matches!(rows, RowPrinter::Whole(Format::Name)) {
                    value = json!({"object": value, "type": event});
                }
                return rows.print_value(&value, context);
            }
        }
        Ok(())
    }

    fn flush(&mut self, context: &mut Context<'_, '_>) {
        if let RowPrinter::Table(printer) = &mut self.printer {
            context.out.out(&printer.flush());
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::api::kind::Kind;
    use crate::kubectl::testing::{Bench, check};
    use expect_test::expect;

    #[test]
    fn tables_show_one_kind_or_several() {
        check(
            "get ds
get ds -A -o wide --show-labels
get nodes -L zone,kubernetes.io/hostname
get ds,nodes
get ds/agent node/n1 --no-headers
get all
get ns --show-kind
get deploy
get pods -n nosuch
get pv
get pods -A",
            expect![[r#"
                $ get ds
                NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                agent   0         0         0       0            0           <none>          5s
                $ get ds -A -o wide --show-labels
                NAMESPACE   NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE   CONTAINERS   IMAGES     SELECTOR    LABELS
                default     agent   0         0         0       0            0           <none>          5s    agent        agent:v1   app=agent   <none>
                $ get nodes -L zone,kubernetes.io/hostname
                NAME   STATUS    ROLES    AGE   VERSION   ZONE   HOSTNAME
                n1     Unknown   <none>   15s             a      n1
                n2     Unknown   <none>   15s             b      n2
                $ get ds,nodes
                NAME                   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                daemonset.apps/agent   0         0         0       0            0           <none>          5s

                NAME      STATUS    ROLES    AGE   VERSION
                node/n1   Unknown   <none>   15s   
                node/n2   Unknown   <none>   15s   
                $ get ds/agent node/n1 --no-headers
                daemonset.apps/agent   0     0     0     0     0     <none>   5s
                node/n1   Unknown   <none>   15s   
                $ get all
                NAME                   DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
                daemonset.apps/agent   0         0         0       0            0           <none>          5s
                $ get ns --show-kind
                NAME                        STATUS   AGE
                namespace/default           Active   15s
                namespace/kube-node-lease   Active   15s
                namespace/kube-public       Active   15s
                namespace/kube-system       Active   15s
                $ get deploy
                ! No resources found in default namespace.
                $ get pods -n nosuch
                ! No resources found in nosuch namespace.
                $ get pv
                ! No resources found
                $ get pods -A
                ! No resources found
            "#]],
        );
    }

    #[test]
    fn objects_are_chosen_by_name_label_and_field() {
        check(
            "get nodes -l zone=b
get nodes -l 'zone in (a,b),zone!=b' -o name
get ns --field-selector metadata.name!=default
get pods -l 'a in'
get pods --field-selector nope=1
get ds --field-selector nope=1
get nodes n1 nosuch n3
get ds nosuch --ignore-not-found
get nosuch
get ds agent -A
get ds -l a=b agent
get ds ds/agent
get ds/a/b",
            expect![[r#"
                $ get nodes -l zone=b
                NAME   STATUS    ROLES    AGE   VERSION
                n2     Unknown   <none>   15s   
                $ get nodes -l 'zone in (a,b),zone!=b' -o name
                node/n1
                $ get ns --field-selector metadata.name!=default
                NAME              STATUS   AGE
                kube-node-lease   Active   15s
                kube-public       Active   15s
                kube-system       Active   15s
                $ get pods -l 'a in'
                ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "a in", field selector "": unable to parse requirement: found '' expected: '('
                [exit 1]
                $ get pods --field-selector nope=1
                ! Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "nope=1": field label not supported: nope
                [exit 1]
                $ get ds --field-selector nope=1
                ! Error from server (BadRequest): Unable to find "apps/v1, Resource=daemonsets" that match label selector "", field selector "nope=1": "nope" is not a known field selector: only "metadata.name", "metadata.namespace"
                [exit 1]
                $ get nodes n1 nosuch n3
                NAME   STATUS    ROLES    AGE   VERSION
                n1     Unknown   <none>   15s   
                ! Error from server (NotFound): nodes "nosuch" not found
                ! Error from server (NotFound): nodes "n3" not found
                [exit 1]
                $ get ds nosuch --ignore-not-found
                $ get nosuch
                ! error: the server doesn't have a resource type "nosuch"
                [exit 1]
                $ get ds agent -A
                ! error: a resource cannot be retrieved by name across all namespaces
                [exit 1]
                $ get ds -l a=b agent
                ! error: name cannot be provided when a selector is specified
                [exit 1]
                $ get ds ds/agent
                ! error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'
                [exit 1]
                $ get ds/a/b
                ! error: arguments in resource/name form may not have more than one slash
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn whole_objects_are_printed_in_every_format() {
        check(
            "get ds -o name
get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}{\"\\n\"}'
get nodes -o jsonpath='{.items[*].metadata.name}'
get node n1 -o yaml
get ns default -o kyaml
get pods -o json
get nodes -o custom-columns=NAME:.metadata.name,ZONE:.metadata.labels.zone,TAINTS:.spec.taints --sort-by=.metadata.labels.zone
get nodes -o custom-columns=NAME --no-headers
get node n1 --no-headers -o custom-columns=X:.metadata.name
get nodes --sort-by=.metadata.creationTimestamp
get ds agent -o go-template='{{.metadata.name}}'
get ds agent -o go-template='{{.metadata.name.x}}'
get ds -o nosuch
get ds agent -o yaml --show-labels
get ds --no-such-flag
get",
            expect![[r#"
                $ get ds -o name
                daemonset.apps/agent
                $ get ds agent -o jsonpath='{.spec.template.spec.containers[0].image}{"\n"}'
                agent:v1
                $ get nodes -o jsonpath='{.items[*].metadata.name}'
                n1 n2
                $ get node n1 -o yaml
                apiVersion: v1
                kind: Node
                metadata:
                  creationTimestamp: "2026-01-05T08:00:00Z"
                  labels:
                    kubernetes.io/hostname: n1
                    zone: a
                  name: n1
                  resourceVersion: "5"
                  uid: 5db6a10e-3d23-4ed8-9e25-bf62fd7a65d5
                spec: {}
                status: {}
                $ get ns default -o kyaml
                ---
                {
                  apiVersion: "v1",
                  kind: "Namespace",
                  metadata: {
                    creationTimestamp: "2026-01-05T08:00:00Z",
                    labels: {
                      kubernetes.io/metadata.name: "default",
                    },
                    name: "default",
                    resourceVersion: "1",
                    uid: "b0309e81-836c-4d42-ac09-874a5feb84a0",
                  },
                  spec: {
                    finalizers: [
                      "kubernetes",
                    ],
                  },
                  status: {
                    phase: "Active",
                  },
                }
                $ get pods -o json
                {
                    "apiVersion": "v1",
                    "items": [],
                    "kind": "List",
                    "metadata": {
                        "resourceVersion": ""
                    }
                }
                $ get nodes -o custom-columns=NAME:.metadata.name,ZONE:.metadata.labels.zone,TAINTS:.spec.taints --sort-by=.metadata.labels.zone
                NAME   ZONE   TAINTS
                n1     a      <none>
                n2     b      <none>
                $ get nodes -o custom-columns=NAME --no-headers
                ! error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>
                [exit 1]
                $ get node n1 --no-headers -o custom-columns=X:.metadata.name
                n1
                $ get nodes --sort-by=.metadata.creationTimestamp
                NAME   STATUS    ROLES    AGE   VERSION
                n1     Unknown   <none>   15s   
                n2     Unknown   <none>   15s   
                $ get ds agent -o go-template='{{.metadata.name}}'
                agent
                $ get ds agent -o go-template='{{.metadata.name.x}}'
                Error executing template: template: output:1:11: executing "output" at <.metadata.name.x>: can't evaluate field x in type interface {}. Printing more information for debugging the template:
                	template was:
                		{{.metadata.name.x}}
                	raw data was:
                		{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"annotations":{"deprecated.daemonset.template.generation":"1"},"creationTimestamp":"2026-01-05T08:00:10Z","generation":1,"name":"agent","namespace":"default","resourceVersion":"7","uid":"0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8"},"spec":{"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"agent"}},"template":{"metadata":{"labels":{"app":"agent"}},"spec":{"containers":[{"image":"agent:v1","imagePullPolicy":"IfNotPresent","name":"agent","resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst","restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}},"updateStrategy":{"rollingUpdate":{"maxSurge":0,"maxUnavailable":1},"type":"RollingUpdate"}},"status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}}
                	object given to template engine was:
                		map[apiVersion:apps/v1 kind:DaemonSet metadata:map[annotations:map[deprecated.daemonset.template.generation:1] creationTimestamp:2026-01-05T08:00:10Z generation:1 name:agent namespace:default resourceVersion:7 uid:0c4ad7fc-a35e-4d18-b110-1d9cc8f503b8] spec:map[revisionHistoryLimit:10 selector:map[matchLabels:map[app:agent]] template:map[metadata:map[labels:map[app:agent]] spec:map[containers:[map[image:agent:v1 imagePullPolicy:IfNotPresent name:agent resources:map[] terminationMessagePath:/dev/termination-log terminationMessagePolicy:File]] dnsPolicy:ClusterFirst restartPolicy:Always schedulerName:default-scheduler securityContext:map[] terminationGracePeriodSeconds:30]] updateStrategy:map[rollingUpdate:map[maxSurge:0 maxUnavailable:1] type:RollingUpdate]] status:map[currentNumberScheduled:0 desiredNumberScheduled:0 numberMisscheduled:0 numberReady:0]]

                ! error: error executing template "{{.metadata.name.x}}": template: output:1:11: executing "output" at <.metadata.name.x>: can't evaluate field x in type interface {}
                [exit 1]
                $ get ds -o nosuch
                ! error: unable to match a printer suitable for the output format "nosuch", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml
                [exit 1]
                $ get ds agent -o yaml --show-labels
                ! error: --show-labels option cannot be used with yaml printer
                [exit 1]
                $ get ds --no-such-flag
                ! error: unknown flag: --no-such-flag
                ! See 'kubectl get --help' for usage.
                [exit 1]
                $ get
                ! You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.
                ! 
                ! error: Required resource not specified.
                ! Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
                ! See 'kubectl get -h' for help and examples
                [exit 1]
            "#]],
        );
    }

    #[test]
    fn a_watch_prints_rows_under_the_first_header() {
        let mut bench = Bench::new();
        let mut text = bench.run("get ds -w", None);
        bench.create_daemon_set("agent");
        text += &bench.poll();
        bench.wait(7);
        bench.create(
            Kind::DaemonSet,
            "kube-system",
            serde_json::json!({"metadata": {"name": "x"}, "spec": {
                "selector": {"matchLabels": {"app": "x"}},
                "template": {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "x", "image": "x"}]}},
            }}),
        );
        bench.create_daemon_set("an-agent-of-long-name");
        text += &bench.poll();
        text += &bench.run("get nodes -w --output-watch-events -l zone=a", None);
        text += &bench.run("get node n1 -w -o name", None);
        text += &bench.run("get node,ds -w", None);
        text += &bench.run("get node nosuch -w", None);
        expect![[r#"
            [waiting]
            NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
            agent   0         0         0       0            0           <none>          0s
            [waiting]
            an-agent-of-long-name   0         0         0       0            0           <none>          0s
            [waiting]
            EVENT      NAME   STATUS    ROLES    AGE   VERSION
            ADDED      n1     Unknown   <none>   17s   
            [waiting]
            node/n1
            [waiting]
            ! error: you may only specify a single resource type
            [exit 1]
            ! Error from server (NotFound): nodes "nosuch" not found
            [exit 1]
        "#]]
        .assert_eq(&text);
    }
}
