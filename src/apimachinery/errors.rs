//! What a request answers when it fails, with the words of the real API server.
//!
//! Upstream: `k8s.io/apimachinery/pkg/api/errors`.

/// Why a request failed; its name is what kubectl prints in `Error from server (NotFound): …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No such object.
    NotFound,
    /// An object of that name is there already.
    AlreadyExists,
    /// The object changed since it was read.
    Conflict,
    /// The object breaks a rule of validation.
    Invalid,
    /// The request cannot be understood.
    BadRequest,
    /// The request is understood and refused.
    Forbidden,
    /// The object cannot do that.
    MethodNotAllowed,
    /// The request is not acceptable in its form.
    NotAcceptable,
    /// The patch or body has an unknown media type.
    UnsupportedMediaType,
    /// The request is larger than the server takes.
    RequestEntityTooLarge,
    /// A server-side failure.
    InternalError,
    /// The request ran out of its time.
    Timeout,
    /// Try again later (disruption budgets answer so).
    TooManyRequests,
    /// No reason was given.
    Unknown,
}

impl Reason {
    /// The reason as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::NotFound => "NotFound",
            Reason::AlreadyExists => "AlreadyExists",
            Reason::Conflict => "Conflict",
            Reason::Invalid => "Invalid",
            Reason::BadRequest => "BadRequest",
            Reason::Forbidden => "Forbidden",
            Reason::MethodNotAllowed => "MethodNotAllowed",
            Reason::NotAcceptable => "NotAcceptable",
            Reason::UnsupportedMediaType => "UnsupportedMediaType",
            Reason::RequestEntityTooLarge => "RequestEntityTooLarge",
            Reason::InternalError => "InternalError",
            Reason::Timeout => "Timeout",
            Reason::TooManyRequests => "TooManyRequests",
            Reason::Unknown => "",
        }
    }

    /// The HTTP status code that goes with the reason.
    pub fn code(self) -> u16 {
        match self {
            Reason::NotFound => 404,
            Reason::AlreadyExists | Reason::Conflict => 409,
            Reason::Invalid => 422,
            Reason::BadRequest => 400,
            Reason::Forbidden => 403,
            Reason::MethodNotAllowed => 405,
            Reason::NotAcceptable => 406,
            Reason::RequestEntityTooLarge => 413,
            Reason::UnsupportedMediaType => 415,
            Reason::TooManyRequests => 429,
            Reason::Timeout => 504,
            Reason::InternalError | Reason::Unknown => 500,
        }
    }
}

/// One cause of an invalid object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The path of the field, `spec.template.spec.containers[0].image`.
    pub field: String,
    /// What is wrong with it, without the path: `Required value`.
    pub message: String,
}

/// A failed request: the API server's `Status`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// Why it failed.
    pub reason: Reason,
    /// The server's sentence.
    pub message: String,
    /// `daemonsets.apps` or, for invalid objects, `DaemonSet.apps`; empty where no resource is concerned.
    pub resource: String,
    /// The object's name; empty where none is concerned.
    pub name: String,
    /// What is wrong with an invalid object, in order.
    pub causes: Vec<Cause>,
    /// What the server warned of before it refused, without `Warning: `.
    pub warnings: Box<[String]>,
}

impl ApiError {
    /// An error with a reason and a sentence, about no object.
    pub fn new(reason: Reason, message: impl Into<String>) -> ApiError {
        ApiError {
            reason,
            message: message.into(),
            resource: String::new(),
            name: String::new(),
            causes: Vec::new(),
            warnings: Box::default(),
        }
    }

    fn about(reason: Reason, resource: &str, name: &str, message: String) -> ApiError {
        ApiError { resource: resource.to_owned(), name: name.to_owned(), ..ApiError::new(reason, message) }
    }

    /// `daemonsets.apps "x" not found`; `resource` is the plural with its group.
    pub fn not_found(resource: &str, name: &str) -> ApiError {
        ApiError::about(Reason::NotFound, resource, name, format!("{resource} \"{name}\" not found"))
    }

    /// `daemonsets.apps "x" already exists`.
    pub fn already_exists(resource: &str, name: &str) -> ApiError {
        ApiError::about(
            Reason::AlreadyExists,
            resource,
            name,
            format!("{resource} \"{name}\" already exists"),
        )
    }

    /// `Operation cannot be fulfilled on daemonsets.apps "x": …`.
    pub fn conflict(resource: &str, name: &str, detail: &str) -> ApiError {
        let message = format!("Operation cannot be fulfilled on {resource} \"{name}\": {detail}");
        ApiError::about(Reason::Conflict, resource, name, message)
    }

    /// `pods "x" is forbidden: …`.
    pub fn forbidden(resource: &str, name: &str, detail: &str) -> ApiError {
        ApiError::about(
            Reason::Forbidden,
            resource,
            name,
            format!("{resource} \"{name}\" is forbidden: {detail}"),
        )
    }

    /// A request that cannot be understood.
    pub fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(Reason::BadRequest, message)
    }

    /// An object that breaks rules; `kind` is the kind with its group, `DaemonSet.apps`.
    pub fn invalid(kind: &str, name: &str, causes: Vec<Cause>) -> ApiError {
        let lines: Vec<String> =
            causes.iter().map(|cause| format!("{}: {}", cause.field, cause.message)).collect();
        let text = match &lines[..] {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let message = format!("{kind} \"{name}\" is invalid: {text}");
        ApiError { causes, ..ApiError::about(Reason::Invalid, kind, name, message) }
    }

    /// Whether the error says that the object is not there.
    pub fn is_not_found(&self) -> bool {
        self.reason == Reason::NotFound
    }

    /// Whether the error says that the object changed since it was read.
    pub fn is_conflict(&self) -> bool {
        self.reason == Reason::Conflict
    }

    /// Whether the error says that an object of that name is there.
    pub fn is_already_exists(&self) -> bool {
        self.reason == Reason::AlreadyExists
    }
}
