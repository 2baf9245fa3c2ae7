using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>The columns a print shows: those of <c>.proplist</c>, without secrets for users that may not see them.</summary>
internal sealed class Columns(string[]? names, bool showSecrets)
{
    public static Columns Asked(CommandRequest request, bool showSecrets) => new(
        request.Arguments.GetValueOrDefault(".proplist") is { Length: > 0 } list
            ? list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray()
            : null,
        showSecrets);

    public IEnumerable<KeyValuePair<string, string>> Of(Row row)
    {
        if (names is null)
        {
            foreach (var pair in row.PrintAll())
                if (showSecrets || !SecretWords.IsSecret(pair.Key)) yield return pair;
            yield break;
        }
        foreach (var name in names)
            if (Property(row, name) is { } value) yield return new(name, value);
    }

    public string? Property(Row row, string name) => showSecrets || !SecretWords.IsSecret(name) ? row.Printed(name) : null;
}
