using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>One headless browser: its process, its folder and the connection to it. Lent to documents; closed when retired and given back by the last.</summary>
internal sealed class PrintBrowser
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly ProfileFolder _folder;
    private readonly int _documents;
    private readonly ConcurrentBag<PrintTab> _tabs = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lent;
    private int _running;
    private bool _retired;
    private bool _closing;

    private PrintBrowser(Process process, ProfileFolder folder, DevToolsConnection wire, int documents)
    {
        (_process, _folder, Wire, _documents, ProcessId) = (process, folder, wire, documents, process.Id);
        Wire.Ended.Register(Retire);
    }

    public DevToolsConnection Wire { get; }

    public int ProcessId { get; }

    /// <summary>When it and its folder are gone.</summary>
    public Task Closed => _closed.Task;

    /// <param name="documents">It retires after so many.</param>
    public static async Task<PrintBrowser> StartAsync(string path, int documents, CancellationToken cancellationToken)
    {
        var folder = ProfileFolder.Create();
        Process? process = null;
        try
        {
            process = Process.Start(Command(path, folder)) ?? throw new Win32Exception("It did not start.");
            folder.Note(process);
            var words = new LastWords(process);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(StartDeadline);
            try
            {
                var address = await AddressAsync(process, folder, deadline.Token);
                return new PrintBrowser(process, folder, await DevToolsConnection.OpenAsync(address, deadline.Token), documents);
            }
            catch (Exception e) when (e is BrowserGoneException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                throw new PdfUnavailableException($"The browser {path} did not start{words}", e);
            }
        }
        catch (Exception e)
        {
            // It may be gone before anything about it could be asked.
            var gone = e is InvalidOperationException && process is { HasExited: true };
            if (process is not null) await EndAsync(process);
            await folder.DeleteAsync();
            if (gone) throw new PdfUnavailableException($"The browser {path} did not start.", e);
            if (e is Win32Exception or InvalidOperationException) throw new PdfUnavailableException($"The browser {path} cannot be started: {e.Message}", e);
            throw;
        }
    }

    /// <summary>False when it has printed enough, or is no longer there.</summary>
    public bool TryLend()
    {
        lock (_lock)
        {
            if (_retired || _lent >= _documents || Wire.Ended.IsCancellationRequested) return false;
            _lent++;
            _running++;
            return true;
        }
    }

    /// <summary>One that was kept and prints still; as many as were in use at the same time.</summary>
    public PrintTab? TakeTab()
    {
        while (_tabs.TryTake(out var tab))
            if (tab.MayPrintAgain) return tab;
        return null;
    }

    public void Keep(PrintTab tab) => _tabs.Add(tab);

    public void GiveBack()
    {
        lock (_lock) _running--;
        CloseWhenDone();
    }

    /// <summary>No more documents; it closes once the last that runs is done.</summary>
    public void Retire()
    {
        lock (_lock) _retired = true;
        CloseWhenDone();
    }

    /// <summary>It hangs, or is not needed any more: whatever runs in it fails.</summary>
    public void Kill()
    {
        Retire();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }

    private void CloseWhenDone()
    {
        lock (_lock)
        {
            if (_closing || _running > 0 || !(_retired || _lent >= _documents || Wire.Ended.IsCancellationRequested)) return;
            _closing = _retired = true;
        }
        _ = Task.Run(CloseAsync);
    }

    private async Task CloseAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(CloseDeadline);
            await Wire.SendAsync("Browser.close", null, null, patience.Token);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is BrowserGoneException or OperationCanceledException or DevToolsException)
        {
            // Then the hard way.
        }
        await EndAsync(_process);
        await Wire.DisposeAsync();
        await _folder.DeleteAsync();
        _closed.TrySetResult();
    }

    private static async Task EndAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            using var patience = new CancellationTokenSource(CloseDeadline);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException or OperationCanceledException)
        {
            // It has ended, or the system will end it.
        }
        process.Dispose();
    }

    private static ProcessStartInfo Command(string path, ProfileFolder folder)
    {
        var start = new ProcessStartInfo(path) { UseShellExecute = false, CreateNoWindow = true, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "--headless", $"--user-data-dir={folder.Profile}", "--remote-debugging-port=0", "--remote-debugging-address=127.0.0.1",
            // Nothing leaves, whatever a document says: no name and no address is ever found.
            "--host-resolver-rules=MAP * ~NOTFOUND", "--no-proxy-server", "--dns-prefetch-disable",
            "--no-first-run", "--no-default-browser-check", "--no-pings", "--disable-background-networking", "--disable-breakpad", "--disable-client-side-phishing-detection",
            "--disable-component-extensions-with-background-pages", "--disable-component-update", "--disable-default-apps", "--disable-domain-reliability", "--disable-extensions",
            "--disable-field-trial-config", "--disable-sync", "--metrics-recording-only", "--mute-audio", "--password-store=basic", "--use-mock-keychain",
            // A document lives for a moment in a context of its own: no spare process is kept for what follows it, and no GPU is asked.
            "--disable-features=AndroidSpareRenderer,DialMediaRouteProvider,MediaRouter,MultipleSpareRPHs,OptimizationHints,SpareRendererForSitePerProcess,Translate",
            "--disable-dev-shm-usage", "--disable-gpu", "--disable-software-rasterizer", "--in-process-gpu", "--disable-site-isolation-trials",
            "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--font-render-hinting=none",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // The sandbox refuses to work as root. For everybody else it stays.
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess) start.ArgumentList.Add("--no-sandbox");
        start.ArgumentList.Add("about:blank");
        if (OperatingSystem.IsLinux())
            foreach (var name in (string[])["TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]) start.Environment[name] = folder.Path; // a service often has no home to write to
        return start;
    }

    /// <summary>The browser writes its port and path into its profile once it listens.</summary>
    private static async Task<Uri> AddressAsync(Process process, ProfileFolder folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.Profile, "DevToolsActivePort");
        while (true)
        {
            try
            {
                if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancellationToken) is [var port, ['/', ..] path, ..]
                    && ushort.TryParse(port, CultureInfo.InvariantCulture, out var number)) return new Uri($"ws://127.0.0.1:{number}{path}");
            }
            catch (IOException)
            {
                // Just being written.
            }
            if (process.HasExited) throw new BrowserGoneException("It ended at once.");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>What the browser says on its way, for the case that it does not start. Read at all times, as a full pipe would stop it.</summary>
    private sealed class LastWords
    {
        private volatile string _last = "";

        public LastWords(Process process)
        {
            process.ErrorDataReceived += (_, said) => Take(said.Data);
            process.OutputDataReceived += (_, said) => Take(said.Data);
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
        }

        public override string ToString() => _last.Length == 0 ? "." : $": {_last}";

        private void Take(string? line)
        {
            if (!string.IsNullOrWhiteSpace(line)) _last = line.Trim();
        }
    }
}
