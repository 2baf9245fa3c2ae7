using System.Globalization;

namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>One <c>!trap</c> of the router.</summary>
public sealed record RouterOsTrap(string Message, int? Category)
{
    public static RouterOsTrap From(RouterOsRow row) =>
        new(row.Text("message"), int.TryParse(row["category"], CultureInfo.InvariantCulture, out var category) ? category : null);
}

/// <summary>Turns what the router says into one kind of error and a sentence for the operator.</summary>
public static class RouterOsErrors
{
    /// <summary>Texts differ between RouterOS versions and categories are often absent, so the text decides; first match wins.</summary>
    private static readonly (string Text, RouterOsErrorKind Kind)[] Known =
    [
        ("no such item", RouterOsErrorKind.NoSuchItem),
        ("no such command", RouterOsErrorKind.NoSuchCommand),
        ("already have", RouterOsErrorKind.Duplicate),
        ("already exists", RouterOsErrorKind.Duplicate),
        ("with such name", RouterOsErrorKind.Duplicate),
        ("input does not match", RouterOsErrorKind.BadValue),
        ("invalid value", RouterOsErrorKind.BadValue),
        ("ambiguous value", RouterOsErrorKind.BadValue),
        ("unknown parameter", RouterOsErrorKind.BadValue),
        ("not enough permissions", RouterOsErrorKind.NoPermission),
        ("invalid user name", RouterOsErrorKind.BadLogin),
        ("cannot log in", RouterOsErrorKind.BadLogin),
        ("interrupted", RouterOsErrorKind.Interrupted),
    ];

    public static RouterOsErrorKind Classify(string message, int? category = null)
    {
        foreach (var (text, kind) in Known)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase)) return kind;
        }
        return category == 2 ? RouterOsErrorKind.Interrupted : RouterOsErrorKind.Failed;
    }

    /// <summary>One command may trap several times before its <c>!done</c>; the first that says more than "interrupted" counts.</summary>
    public static RouterOsException FromTraps(IReadOnlyList<RouterOsTrap> traps, RouterOsCommand command, RouterOsEndpoint endpoint)
    {
        var first = traps.FirstOrDefault(t => t.Message.Length > 0 && Classify(t.Message, t.Category) != RouterOsErrorKind.Interrupted)
            ?? traps[0];
        var kind = Classify(first.Message, first.Category);
        var all = string.Join("; ", traps.Select(t => t.Message).Where(m => m.Length > 0).Distinct());
        var raw = SecretWords.Scrub(all, SecretWords.SecretsIn(command.Words));
        return new RouterOsException(kind, WithRaw(Sentence(kind), raw))
        {
            Category = first.Category,
            RawMessage = raw,
            CommandPath = command.Path,
            Router = endpoint.ToString(),
        };
    }

    /// <summary>The same failure told to another command that it ended.</summary>
    public static RouterOsException For(this RouterOsException fault, RouterOsCommand? command) =>
        new(fault.Kind, fault.Message, fault.InnerException)
        {
            Category = fault.Category,
            RawMessage = fault.RawMessage,
            CommandPath = command?.Path ?? fault.CommandPath,
            Router = fault.Router,
            CertificateSha256 = fault.CertificateSha256,
            Stage = fault.Stage,
        };

    public static string WithRaw(string sentence, string? raw) =>
        string.IsNullOrEmpty(raw) ? sentence : $"{sentence} The router said: {raw}";

    private static string Sentence(RouterOsErrorKind kind) => kind switch
    {
        RouterOsErrorKind.NoSuchItem => "The router no longer has this item.",
        RouterOsErrorKind.NoSuchCommand => "The router does not know this command; a package may be missing or its RouterOS too old.",
        RouterOsErrorKind.Duplicate => "The router already has an item of this name.",
        RouterOsErrorKind.BadValue => "The router does not accept one of the values.",
        RouterOsErrorKind.NoPermission => "The API user lacks a policy for this; its group on the router needs it.",
        RouterOsErrorKind.BadLogin => "The router does not accept the user name and password.",
        RouterOsErrorKind.Interrupted => "The command was interrupted on the router.",
        _ => "The router refused the command.",
    };
}
