using System.Text.Json;
using Microsoft.Playwright;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Browser;

/// <summary>The accessibility rules of axe-core, as installed with the styles and scripts.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Source = new(() => File.ReadAllText(Repository.Path("wwwroot-src", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Puts the rules into every page that this one opens from now on.</summary>
    public static Task LoadAsync(IPage page) => page.AddInitScriptAsync(Source.Value);

    /// <summary>What is wrong on the page as it stands, one line each.</summary>
    /// <param name="rule">One rule alone.</param>
    public static async Task<IReadOnlyList<string>> FaultsAsync(this IPage page, string where, string? rule = null)
    {
        var options = rule is null ? new object() : new { runOnly = new { type = "rule", values = new[] { rule } } };
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async options => {
            // Colours on their way from one to another are judged when they have arrived.
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            await Promise.all(document.getAnimations().filter(move => move.effect.getComputedTiming().iterations !== Infinity).map(move => move.finished.catch(() => {})));
            return (await axe.run(document, { resultTypes: ['violations'], ...options })).violations.map(fault => ({
                id: fault.id, impact: fault.impact, help: fault.help,
                nodes: fault.nodes.slice(0, 3).map(node => `${node.target.join(' ')} ${node.any.concat(node.all, node.none).map(check => check.message).join('; ')}`),
            }));
            }
            """, options);
        return [.. found.EnumerateArray().Select(fault =>
            $"{where}: {fault.GetProperty("impact").GetString()} {fault.GetProperty("id").GetString()}, {fault.GetProperty("help").GetString()}: {string.Join(" | ", fault.GetProperty("nodes").EnumerateArray().Select(n => n.GetString()))}")];
    }
}
