using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>
/// A tab that prints one document after the other, in a browser context of its own: making one costs several times what printing does. A document may not run
/// script and may not ask for anything: every request but its own <c>data:</c> pictures and fonts is refused, and the browser finds no host anyway. So nothing of
/// it is left once another takes its place, and the tab is emptied as soon as it is printed.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and an event of the browser may come while the document closes.")]
internal sealed class PrintTab
{
    /// <summary>Resolves when fonts and pictures are there; says how far the page is, how wide for paper from a roll, and whether screen readers are to find their way in it.</summary>
    private const string Settled =
        "(async () => { await document.fonts.ready; await Promise.all(Array.from(document.images, i => i.decode().catch(() => 0))); " +
        "const { roll, untagged } = document.documentElement.dataset; return [document.readyState, roll ?? '', untagged === undefined]; })()";

    /// <summary>Of the whole document, or of the tallest of its slips, which are cut off one by one.</summary>
    private const string Height =
        "(() => { const slips = [...document.querySelectorAll('.doc-slip')]; " +
        "return slips.length > 0 ? Math.max(...slips.map(s => s.getBoundingClientRect().height)) : document.body.getBoundingClientRect().height; })()";

    private readonly DevToolsConnection _wire;
    private readonly string _context;
    private readonly CancellationTokenSource _crashed = new();
    private string? _session;

    /// <summary>The main frame has the same name.</summary>
    private string? _page;

    private bool _isCut;

    private PrintTab(DevToolsConnection wire, string context) => (_wire, _context) = (wire, context);

    /// <summary>It did not crash, and nothing was set for one document alone.</summary>
    public bool MayPrintAgain => !_isCut && !_crashed.IsCancellationRequested;

    public static async Task<PrintTab> OpenAsync(DevToolsConnection wire, CancellationToken cancellationToken)
    {
        var made = await wire.SendAsync("Target.createBrowserContext", new { disposeOnDetach = true }, null, cancellationToken);
        return new PrintTab(wire, made.GetProperty("browserContextId").GetString()!);
    }

    /// <summary>A question to a tab that was kept: does it still answer?</summary>
    public Task AskAsync(CancellationToken cancellationToken) => SendAsync("Runtime.evaluate", new { expression = "1" }, cancellationToken);

    /// <summary>Nothing of the document stays while the tab waits for the next.</summary>
    public Task EmptyAsync(CancellationToken cancellationToken) => SendAsync("Page.setDocumentContent", new { frameId = _page, html = "" }, cancellationToken);

    public async Task<byte[]> PrintAsync(string html, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _crashed.Token);
        try
        {
            return await PrintPageAsync(html, both.Token);
        }
        catch (OperationCanceledException e) when (_crashed.IsCancellationRequested)
        {
            throw new BrowserGoneException("The page crashed.", e);
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_session is not null) _wire.Forget(_session);
        await _wire.SendAsync("Target.disposeBrowserContext", new { browserContextId = _context }, null, cancellationToken);
    }

    private async Task<byte[]> PrintPageAsync(string html, CancellationToken cancellationToken)
    {
        if (_page is null) await PrepareAsync(cancellationToken);
        await SendAsync("Page.setDocumentContent", new { frameId = _page, html }, cancellationToken);
        var (roll, isTagged) = await SettledAsync(cancellationToken);
        if (roll.Length > 0) await CutAsync(int.Parse(roll, CultureInfo.InvariantCulture), cancellationToken);
        var printed = await SendAsync("Page.printToPDF", new { printBackground = true, preferCSSPageSize = true, generateTaggedPDF = isTagged }, cancellationToken);
        return printed.GetProperty("data").GetBytesFromBase64();
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var made = await _wire.SendAsync("Target.createTarget", new { url = "about:blank", browserContextId = _context, background = true }, null, cancellationToken);
        var page = made.GetProperty("targetId").GetString()!;
        var attached = await _wire.SendAsync("Target.attachToTarget", new { targetId = page, flatten = true }, null, cancellationToken);
        _session = attached.GetProperty("sessionId").GetString()!;
        _wire.Listen(_session, OnEvent);
        await Task.WhenAll(
            SendAsync("Fetch.enable", new { patterns = new[] { new { urlPattern = "*" } } }, cancellationToken),
            SendAsync("Emulation.setScriptExecutionDisabled", new { value = true }, cancellationToken),
            SendAsync("Network.enable", null, cancellationToken),
            SendAsync("Network.emulateNetworkConditions", new { offline = true, latency = 0, downloadThroughput = -1, uploadThroughput = -1 }, cancellationToken),
            SendAsync("Page.enable", null, cancellationToken));
        _page = page;
    }

    private async Task<(string Roll, bool IsTagged)> SettledAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await EvaluateAsync(Settled, cancellationToken);
            if (answer.ValueKind == JsonValueKind.Array && answer[0].GetString() == "complete") return (answer[1].GetString()!, answer[2].GetBoolean());
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Paper from a roll is as long as what stands on it: measured as it will be printed, then said in the document's own CSS.</summary>
    private async Task CutAsync(int millimetres, CancellationToken cancellationToken)
    {
        _isCut = true;
        await SendAsync("Emulation.setEmulatedMedia", new { media = "print" }, cancellationToken);
        await SendAsync("Emulation.setDeviceMetricsOverride", new { width = (int)(millimetres / 25.4 * 96), height = 96, deviceScaleFactor = 1, mobile = false }, cancellationToken);
        var height = await EvaluateAsync(Height, cancellationToken);
        var size = string.Create(CultureInfo.InvariantCulture, $"size: {millimetres}mm {Math.Ceiling(height.GetDouble() / 96 * 25.4) + 1}mm; margin: 0");
        await EvaluateAsync($"document.head.append(Object.assign(document.createElement('style'), {{ textContent: '@page {{ {size} }} @page roll{millimetres} {{ {size} }}' }}))", cancellationToken);
    }

    private async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true }, cancellationToken);
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    private void OnEvent(string method, JsonElement parameters)
    {
        if (method == "Inspector.targetCrashed") _crashed.Cancel();
        if (method == "Fetch.requestPaused") _ = AnswerAsync(parameters);
    }

    /// <summary>A page that is led elsewhere stays as it is (an aborted navigation shows no error page); anything else it asks for is refused.</summary>
    private async Task AnswerAsync(JsonElement asked)
    {
        var requestId = asked.GetProperty("requestId").GetString();
        var kind = asked.GetProperty("resourceType").GetString();
        var own = kind is "Image" or "Font" && asked.GetProperty("request").GetProperty("url").GetString()!.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        try
        {
            await (own
                ? SendAsync("Fetch.continueRequest", new { requestId }, CancellationToken.None)
                : SendAsync("Fetch.failRequest", new { requestId, errorReason = kind == "Document" ? "Aborted" : "BlockedByClient" }, CancellationToken.None));
        }
        catch (Exception e) when (e is BrowserGoneException or DevToolsException)
        {
            // The document is closed already.
        }
    }

    private Task<JsonElement> SendAsync(string method, object? parameters, CancellationToken cancellationToken) =>
        _wire.SendAsync(method, parameters, _session, cancellationToken);
}
