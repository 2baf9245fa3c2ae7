using Microsoft.Playwright;

namespace MikrotikBilling.Tests.Browser;

/// <summary>What a person did in a tab, over all its pages.</summary>
/// <param name="Clicks">What was pressed with the pointer; a key that presses a button is none.</param>
/// <param name="Fields">Names of the fields that were filled.</param>
/// <param name="Loads">Pages that were loaded whole; what is swapped in is none.</param>
/// <param name="Prints">Pages that were sent to the printer.</param>
public sealed record Work(IReadOnlyList<string> Clicks, IReadOnlyList<string> Fields, IReadOnlyList<string> Loads, IReadOnlyList<string> Prints);

/// <summary>Counts the work in a tab, in the browser itself.</summary>
internal sealed class WorkCounter
{
    private const string Script =
        """
        (() => {
            const keep = (kind, what) => sessionStorage.setItem(kind, JSON.stringify([...JSON.parse(sessionStorage.getItem(kind) ?? '[]'), what]));
            let last = -1;
            addEventListener('click', e => {
                // A label presses its box along; that is one click.
                if (!e.isTrusted || e.detail === 0 || e.timeStamp === last) return;
                last = e.timeStamp;
                keep('clicks', (e.target.closest('a, button, summary, label, [role=option]')?.textContent ?? e.target.localName).trim().replace(/\s+/g, ' '));
            }, true);
            addEventListener('input', e => keep('fields', e.target.name || e.target.id), true);
            window.print = () => keep('prints', location.pathname);
            keep('loads', location.pathname);
        })();
        """;

    private readonly IPage _page;

    private WorkCounter(IPage page) => _page = page;

    /// <summary>From the next page on that is loaded.</summary>
    public static async Task<WorkCounter> OnAsync(IPage page)
    {
        await page.AddInitScriptAsync(Script);
        return new WorkCounter(page);
    }

    /// <summary>Since it was asked last.</summary>
    public async Task<Work> TakeAsync()
    {
        var (clicks, fields, loads, prints) = (await ReadAsync("clicks"), await ReadAsync("fields"), await ReadAsync("loads"), await ReadAsync("prints"));
        await _page.EvaluateAsync("sessionStorage.clear()");
        return new Work(clicks, [.. fields.Distinct(StringComparer.Ordinal)], loads, prints);
    }

    private Task<string[]> ReadAsync(string kind) => _page.EvaluateAsync<string[]>($"JSON.parse(sessionStorage.getItem('{kind}') ?? '[]')");
}
