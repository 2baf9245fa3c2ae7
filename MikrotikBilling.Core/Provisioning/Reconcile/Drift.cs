using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>One difference between a router and the books.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Account">Whose row it is; null for profiles and for rows of nobody.</param>
/// <param name="Detail">What is there and what should be, for people.</param>
/// <param name="Commands">What would put it right.</param>
internal sealed record Drift(DriftCategory Category, string Menu, string Name, RouterAccount? Account, string? Detail, IReadOnlyList<RouterOsCommand> Commands)
{
    /// <summary>Under which name the row was found.</summary>
    public string? FoundName { get; init; }

    /// <summary>Its repair ends a running session.</summary>
    public bool EndsSession { get; init; }

    /// <summary>Whose repair puts a profile right: an account that uses it.</summary>
    public RouterAccount? User { get; init; }

    public (DriftCategory, string, string) Key => (Category, Menu, Name);
}

/// <summary>Differences in words.</summary>
internal static class DriftWords
{
    /// <summary>Field by field, <c>disabled: yes, should be no</c>. Secrets are not shown.</summary>
    public static string? Of(IEnumerable<RouterOsCommand> commands, RouterOsRow? row)
    {
        var fields = commands.SelectMany(c => c.Path.EndsWith("/unset", StringComparison.Ordinal) ? Unset(c) : c.Words.Select(Field)).OfType<(string Name, string Value)>()
            .Where(f => f.Name != ".id").Select(f => Text(f.Name, row?[f.Name], f.Value));
        var text = string.Join("; ", fields);
        return text.Length == 0 ? null : text;
    }

    private static string Text(string name, string? found, string wanted)
    {
        if (SecretWords.IsSecret(name)) return $"{name}: should be set anew";
        // Printed as true and false, set as yes and no.
        if (wanted is "yes" or "no") found = found switch { "true" => "yes", "false" => "no", _ => found };
        return $"{name}: {(string.IsNullOrEmpty(found) ? "nothing" : found)}, should be {(wanted.Length == 0 ? "nothing" : wanted)}";
    }

    private static (string, string)? Field(string word)
    {
        if (!word.StartsWith('=')) return null;
        var split = word.IndexOf('=', 1);
        return split < 0 ? null : (word[1..split], word[(split + 1)..]);
    }

    private static IEnumerable<(string, string)?> Unset(RouterOsCommand command) =>
        command.Words.Select(Field).Where(f => f is { Item1: "value-name" }).Select(f => ((string, string)?)(f!.Value.Item2, ""));
}
