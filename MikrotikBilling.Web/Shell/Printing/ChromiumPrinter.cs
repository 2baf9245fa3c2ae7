using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>
/// Prints with the Chrome, Chromium or Edge of this machine, started with the first document and kept: several documents at once, the rest in a bounded queue. The
/// browser is started anew after a number of documents, when it died and when it hangs; what it was printing then is tried once more.
/// </summary>
internal sealed class ChromiumPrinter(IOptions<PdfOptions> options, TimeProvider clock, ILogger<ChromiumPrinter> logger) : IPdfPrinter, IAsyncDisposable
{
    private readonly PdfOptions _options = options.Value;
    private readonly SemaphoreSlim _places = new(options.Value.Parallel);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<PrintBrowser, byte> _browsers = new();
    private PrintBrowser? _present;
    private volatile string? _trouble;
    private int _asked;
    private bool _swept;
    private bool _stopped;

    public string? WhyNot => BrowserFinder.Find(_options).WhyNot ?? _trouble;

    /// <summary>The browser that prints now; for tests.</summary>
    internal int? BrowserProcessId => _present?.ProcessId;

    /// <summary>Documents in print or in the queue; for tests.</summary>
    internal int Asked => Volatile.Read(ref _asked);

    public async Task<byte[]> PrintAsync(string html, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(html);
        ObjectDisposedException.ThrowIf(_stopped, this);
        var ahead = Interlocked.Increment(ref _asked) - 1;
        try
        {
            if (ahead >= _options.Parallel + _options.MaxWaiting) throw new PdfBusyException(_options.MaxWaiting);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            await _places.WaitAsync(both.Token);
            try
            {
                return await PrintInTurnAsync(html, both.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    private async Task<byte[]> PrintInTurnAsync(string html, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            var browser = await BorrowAsync(cancellationToken);
            try
            {
                return await PrintOnAsync(browser, html, cancellationToken);
            }
            catch (BrowserGoneException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (again) throw new PdfFailedException("The browser died twice while it printed this document.", e);
                PrintingLog.BrowserDied(logger, e.Message);
            }
            catch (DevToolsException e)
            {
                // The first time it may be a kept tab that is gone.
                if (again) throw new PdfFailedException("The browser refused this document.", e);
            }
            finally
            {
                browser.GiveBack();
            }
        }
    }

    private async Task<byte[]> PrintOnAsync(PrintBrowser browser, string html, CancellationToken cancellationToken)
    {
        var tab = browser.TakeTab();
        if (!await AnswersAsync(browser, async token =>
        {
            if (tab is null) tab = await PrintTab.OpenAsync(browser.Wire, token);
            else await tab.AskAsync(token);
        }) || tab is null)
            throw new BrowserGoneException("The browser does not answer.");

        using var deadline = new CancellationTokenSource(_options.Deadline, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        byte[]? printed = null;
        bool answers;
        try
        {
            printed = await tab.PrintAsync(html, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The deadline: whether the document or the browser is at fault shows below.
        }
        finally
        {
            var again = printed is not null && tab.MayPrintAgain;
            answers = await AnswersAsync(browser, again ? tab.EmptyAsync : tab.CloseAsync);
            if (again && answers) browser.Keep(tab);
        }
        return printed ?? throw (answers
            ? new PdfFailedException($"The document was not printed within {_options.Deadline.TotalSeconds:0} seconds.")
            : new BrowserGoneException("The browser hangs."));
    }

    /// <summary>Asks the browser for something it does at once. One that stays silent hangs and is ended.</summary>
    private async Task<bool> AnswersAsync(PrintBrowser browser, Func<CancellationToken, Task> ask)
    {
        using var silence = new CancellationTokenSource(_options.SilenceLimit, clock);
        try
        {
            await ask(silence.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            PrintingLog.BrowserHangs(logger, browser.ProcessId);
            browser.Kill();
            return false;
        }
        catch (BrowserGoneException)
        {
            return false;
        }
        catch (DevToolsException)
        {
            return true; // the context was gone already
        }
    }

    private async Task<PrintBrowser> BorrowAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_present is not null)
            {
                if (_present.TryLend()) return _present;
                _present.Retire();
                _present = null;
            }
            // Not the asker's token: the others who wait want the browser even when he has gone.
            _present = await StartAsync();
            return _present.TryLend() ? _present : throw new BrowserGoneException("The browser died as it started.");
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<PrintBrowser> StartAsync()
    {
        var (path, whyNot) = BrowserFinder.Find(_options);
        if (path is null) throw new PdfUnavailableException(whyNot!);
        if (!_swept && await ProfileFolder.SweepAsync(clock) is > 0 and var swept) PrintingLog.Swept(logger, swept);
        _swept = true;
        try
        {
            var browser = await PrintBrowser.StartAsync(path, _options.DocumentsPerBrowser, _stopping.Token);
            _browsers[browser] = 0;
            _ = browser.Closed.ContinueWith(_ => _browsers.TryRemove(browser, out byte _), TaskScheduler.Default);
            _trouble = null;
            PrintingLog.BrowserStarted(logger, path, browser.ProcessId);
            return browser;
        }
        catch (PdfUnavailableException e)
        {
            _trouble = e.Message;
            throw;
        }
    }

    /// <summary>Documents in print are cancelled, those that wait too; then nothing is left of any browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await _stopping.CancelAsync();
        await _gate.WaitAsync(); // a browser that is being started
        foreach (var browser in _browsers.Keys) browser.Kill();
        await Task.WhenAll(_browsers.Keys.Select(b => b.Closed));
        _gate.Release();
    }
}
