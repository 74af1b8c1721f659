use crate::kubectl::testing::check;
use expect_test::expect;

#[test]
fn what_is_not_simulated_says_so() {
    check(
        "logs nosuch
logs
run web --image=nginx
logs -f web --tail=3
exec -it web -- sh -c ls
exec nosuch -- ls
top node
top
completion bash
expose ds agent --port=80
frobnicate
gett pods
list
logz
exec web
exec web ls
exec -it web -c web -- sh
exec
attach
attach nosuch
port-forward ds/agent
port-forward ds/nosuch 80
cp a b
cp a
cp web:/a b
debug node/n1
debug node/n1 -it --image=busybox
logs -l run=web
logs -l a=b
logs a b c
logs ds/nosuch
completion
completion cmd
plugin list
certificate approve
certificate deny x
kustomize
kustomize nosuch
expose
create namespace --help
help help",
        expect![[r#"
            $ logs nosuch
            ! error: error from server (NotFound): pods "nosuch" not found in namespace "default"
            [exit 1]
            $ logs
            ! error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
            ! POD or TYPE/NAME is a required argument for the logs command
            ! See 'kubectl logs -h' for help and examples
            [exit 1]
            $ run web --image=nginx
            pod/web created
            $ logs -f web --tail=3
            ! error: logs are not simulated by this playground: its containers print nothing
            [exit 1]
            $ exec -it web -- sh -c ls
            ! error: kubectl exec is not simulated by this playground
            [exit 1]
            $ exec nosuch -- ls
            ! Error from server (NotFound): pods "nosuch" not found
            [exit 1]
            $ top node
            ! error: Metrics API not available
            [exit 1]
            $ top
            ! Display resource (CPU/memory) usage.
            ! 
            !  This command provides a view of recent resource consumption for nodes and pods. It fetches metrics from the Metrics Server, which aggregates this data from the kubelet on each node. The Metrics Server must be installed and running in the cluster for this command to work.
            ! 
            !  The metrics shown are specifically optimized for Kubernetes autoscaling decisions, such as those made by the Horizontal Pod Autoscaler (HPA) and Vertical Pod Autoscaler (VPA). Because of this, the values may not match those from standard OS tools like 'top', as the metrics are designed to provide a stable signal for autoscalers rather than for pinpoint accuracy.
            ! 
            !  FAQ for Metrics Server: https://github.com/kubernetes-sigs/metrics-server/blob/master/FAQ.md
            ! 
            !  When to use this command:
            ! 
            !   *  For on-the-fly spot-checks of resource usage (e.g. identify which pods are consuming the most resources at a glance, or get a quick sense of the load on your nodes)
            !   *  Understand current resource consumption patterns
            !   *  Validate the behavior of your HPA or VPA configurations by seeing the metrics they use for scaling decisions.
            ! 
            !  It is not intended to be a replacement for full-featured monitoring solutions. Its primary design goal is to provide a low-overhead signal for autoscalers, not to be a perfectly accurate monitoring tool. For high-accuracy reporting, historical analysis, dashboarding, or alerting, you should use a dedicated monitoring solution.
            ! 
            ! Available Commands:
            !   node          Display resource (CPU/memory) usage of nodes
            !   pod           Display resource (CPU/memory) usage of pods
            ! 
            ! Usage:
            !   kubectl top [flags] [options]
            ! 
            ! Use "kubectl top <command> --help" for more information about a given command.
            ! Use "kubectl options" for a list of global command-line options (applies to all commands).
            [exit 1]
            $ completion bash
            ! error: there is no shell here to complete for: press Tab in this terminal
            [exit 1]
            $ expose ds agent --port=80
            ! error: cannot expose a DaemonSet.apps
            [exit 1]
            $ frobnicate
            ! error: unknown command "frobnicate" for "kubectl"
            [exit 1]
            $ gett pods
            ! error: unknown command "gett" for "kubectl"
            ! 
            ! Did you mean this?
            ! 	set
            ! 	get
            [exit 1]
            $ list
            ! error: unknown command "list" for "kubectl"
            ! 
            ! Did you mean this?
            ! 	get
            [exit 1]
            $ logz
            ! error: unknown command "logz" for "kubectl"
            ! 
            ! Did you mean this?
            ! 	logs
            [exit 1]
            $ exec web
            ! error: you must specify at least one command for the container
            [exit 1]
            $ exec web ls
            ! error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead
            ! See 'kubectl exec -h' for help and examples
            [exit 1]
            $ exec -it web -c web -- sh
            ! error: kubectl exec is not simulated by this playground
            [exit 1]
            $ exec
            ! error: pod, type/name or --filename must be specified
            [exit 1]
            $ attach
            ! error: at least 1 argument is required for attach
            [exit 1]
            $ attach nosuch
            ! Error from server (NotFound): pods "nosuch" not found
            [exit 1]
            $ port-forward ds/agent
            ! error: TYPE/NAME and list of ports are required for port-forward
            ! See 'kubectl port-forward -h' for help and examples
            [exit 1]
            $ port-forward ds/nosuch 80
            ! Error from server (NotFound): daemonsets.apps "nosuch" not found
            [exit 1]
            $ cp a b
            ! error: one of src or dest must be a remote file specification
            [exit 1]
            $ cp a
            ! error: source and destination are required
            [exit 1]
            $ cp web:/a b
            ! error: kubectl cp is not simulated by this playground
            [exit 1]
            $ debug node/n1
            ! error: you must specify --image when not using --copy-to.
            [exit 1]
            $ debug node/n1 -it --image=busybox
            ! error: kubectl debug is not simulated by this playground
            [exit 1]
            $ logs -l run=web
            ! error: logs are not simulated by this playground: its containers print nothing
            [exit 1]
            $ logs -l a=b
            ! No resources found in default namespace.
            $ logs a b c
            ! error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
            ! POD or TYPE/NAME is a required argument for the logs command
            ! See 'kubectl logs -h' for help and examples
            [exit 1]
            $ logs ds/nosuch
            ! error: error from server (NotFound): daemonsets.apps "nosuch" not found in namespace "default"
            [exit 1]
            $ completion
            ! error: Shell not specified.
            ! See 'kubectl completion -h' for help and examples
            [exit 1]
            $ completion cmd
            ! error: Unsupported shell type "cmd".
            ! See 'kubectl completion -h' for help and examples
            [exit 1]
            $ plugin list
            ! error: unable to find any kubectl plugins in your PATH
            [exit 1]
            $ certificate approve
            ! error: one or more CSRs must be specified as <name> or -f <filename>
            [exit 1]
            $ certificate deny x
            ! Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "x" not found
            [exit 1]
            $ kustomize
            ! error: unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/'
            [exit 1]
            $ kustomize nosuch
            ! error: must build at directory: not a valid directory: evalsymlink failure on 'nosuch' : lstat /nosuch: no such file or directory
            [exit 1]
            $ expose
            ! error: You must provide one or more resources by argument or filename.
            ! Example resource specifications include:
            !    '-f rsrc.yaml'
            !    '--filename=rsrc.json'
            !    '<resource> <name>'
            !    '<resource>'
            [exit 1]
            $ create namespace --help
            Create a namespace with the specified name.

            Aliases:
            namespace, ns

            Examples:
              # Create a new namespace named my-namespace
              kubectl create namespace my-namespace

            Options:
                --allow-missing-template-keys=true:
            	If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.

                --dry-run='none':
            	Must be "none", "server", or "client". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.

                --field-manager='kubectl-create':
            	Name of the manager used to track field ownership.

                -o, --output='':
            	Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).

                --save-config=false:
            	If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.

                --show-managed-fields=false:
            	If true, keep the managedFields when printing objects in JSON or YAML format.

                --template='':
            	Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview].

                --validate='strict':
            	Must be one of: strict (or true), warn, ignore (or false). "true" or "strict" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. "warn" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as "ignore" otherwise. "false" or "ignore" will not perform any schema validation, silently dropping any unknown or duplicate fields.

            Usage:
              kubectl create namespace NAME [--dry-run=server|client|none] [options]

            Use "kubectl options" for a list of global command-line options (applies to all commands).
            $ help help
            Help about any command

            Usage:
              kubectl help [command] [options]

            Use "kubectl options" for a list of global command-line options (applies to all commands).
        "#]],
    );
}
