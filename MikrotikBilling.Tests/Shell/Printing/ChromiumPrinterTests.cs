using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Tests.Shell.Printing;

/// <summary>Prints for real, with the browser of this machine.</summary>
public class ChromiumPrinterTests
{
    [PrintFact]
    public async Task Print_Html_ComesBackAsTextOnThePaperThatTheCssSays()
    {
        await using var printer = Printer();
        var pdf = await printer.PrintAsync("<!doctype html><style>@page { size: A5; margin: 10mm }</style><body>Paid with thanks<p style='break-before: page'>Second", default);

        (await PaperTools.TextAsync(pdf)).ShouldContain("Paid with thanks");
        (await PaperTools.PagesAsync(pdf)).ShouldBe(2);
        (await PaperTools.SizeAsync(pdf)).ShouldContain("A5");
    }

    [PrintFact]
    public async Task Print_PaperFromARoll_IsAsLongAsWhatStandsOnIt()
    {
        await using var printer = Printer();
        static string Roll(int lines) => $"<!doctype html><html data-roll=80><style>body {{ margin: 0; font: 10pt/5mm sans-serif }}</style><body>{string.Concat(Enumerable.Repeat("line<br>", lines))}";
        var (low, tall) = (await printer.PrintAsync(Roll(4), default), await printer.PrintAsync(Roll(100), default));

        (await PaperTools.PagesAsync(low)).ShouldBe(1);
        (await PaperTools.PagesAsync(tall)).ShouldBe(1);
        (await SizeAsync(low)).ShouldSatisfyAllConditions(s => s.Width.ShouldBe(226.77, 1), s => s.Height.ShouldBeInRange(56, 70));
        (await SizeAsync(tall)).Height.ShouldBeInRange(1417, 1432);
    }

    [PrintFact]
    public async Task Print_HostileDocument_AsksForNothingAndShowsNothingOfThisMachine()
    {
        await using var server = new Ear();
        await using var printer = Printer();
        var at = $"http://127.0.0.1:{server.Port}";
        var pdf = await printer.PrintAsync($$"""
            <!doctype html><html><head>
            <meta http-equiv="refresh" content="0;url={{at}}/refresh"><base href="{{at}}/">
            <link rel="preconnect" href="{{at}}"><link rel="dns-prefetch" href="//localhost:{{server.Port}}"><link rel="prefetch" href="{{at}}/pre"><link rel="preload" as="image" href="{{at}}/load">
            <link rel="icon" href="{{at}}/icon"><link rel="manifest" href="{{at}}/manifest"><link rel="stylesheet" href="{{at}}/a.css"><link rel="stylesheet" href="http://localhost:{{server.Port}}/b.css">
            <style>@import url({{at}}/c.css); @font-face { font-family: Theirs; src: url({{at}}/font.woff2) } body { font-family: Theirs; background: url({{at}}/back.png) }</style>
            </head><body onload="document.body.append('Handler' + 'Ran')">
            The text stays.
            <script>document.body.append('Script' + 'Ran'); fetch('{{at}}/fetch'); new Image().src = '{{at}}/new';</script><script src="{{at}}/s.js"></script>
            <img src="{{at}}/i.png" onerror="document.body.append('Error' + 'Ran')"><img src="file:///etc/passwd"><img srcset="{{at}}/set.png 2x">
            <iframe src="file:///etc/passwd"></iframe><iframe src="{{at}}/frame"></iframe><iframe srcdoc="<img src='{{at}}/inner'>kept inside"></iframe>
            <iframe src="data:text/html,<img src='{{at}}/deep'><script src='{{at}}/deep.js'></script>"></iframe>
            <object data="file:///etc/passwd"></object><object data="{{at}}/object"></object><embed src="{{at}}/embed"><video src="{{at}}/video" poster="{{at}}/poster" autoplay></video><audio src="{{at}}/audio" autoplay></audio>
            <svg width="10" height="10"><image href="{{at}}/svg.png" width="10" height="10" /><use href="{{at}}/use.svg#a" /></svg>
            <a href="{{at}}/ping" ping="{{at}}/ping">link</a><form action="{{at}}/form"><button autofocus>b</button></form>
            </body></html>
            """, default);

        var text = await PaperTools.TextAsync(pdf);
        text.ShouldContain("The text stays.");
        text.ShouldNotContain("root:");
        text.ShouldNotContain("Ran");
        server.Heard.ShouldBe(0);
        (await HearsAsync(server)).ShouldBeTrue(); // it would have
    }

    [PrintFact]
    public async Task Print_TwentyAtOnce_AreAllRightInOneBrowser()
    {
        await using var printer = Printer();
        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await PaperTools.TextAsync(await printer.PrintAsync($"<!doctype html>Document number {i}.", default))));

        for (var i = 0; i < texts.Length; i++) texts[i].ShouldContain($"Document number {i}.");
        Folders(printer).ShouldBe(1);
    }

    [PrintFact]
    public async Task Print_InATabThatPrintedOthers_HoldsNothingOfThem()
    {
        await using var printer = Printer(o => o.MaxParallel = 1);
        await printer.PrintAsync("<!doctype html><title>Theirs</title><style>@page { size: A5 } body { counter-reset: page 40 }</style><body id=theirs>Theirs alone<meta http-equiv=refresh content='0;url=about:blank#theirs'>", default);
        await printer.PrintAsync("<!doctype html><html data-roll=58><style>body { margin: 0 }</style><body>Theirs from a roll", default);
        var (first, second) = (await printer.PrintAsync("<!doctype html><style>@page { size: A4 }</style><body>Mine", default), await printer.PrintAsync("<!doctype html><style>@page { size: A4 }</style><body>Mine", default));

        foreach (var pdf in (byte[][])[first, second])
        {
            (await PaperTools.TextAsync(pdf)).Trim().ShouldBe("Mine");
            (await PaperTools.SizeAsync(pdf)).ShouldContain("A4");
            Encoding.Latin1.GetString(pdf).ShouldNotContain("Theirs");
        }
    }

    [PrintFact]
    public async Task Print_BrowserKilledInTheMiddle_ArrivesAllTheSame()
    {
        await using var printer = Printer();
        await printer.PrintAsync("<!doctype html>warm", default);
        var first = printer.BrowserProcessId!.Value;
        var printing = printer.PrintAsync(Long("Survives"), default);
        using (var browser = Process.GetProcessById(first)) browser.Kill();

        (await PaperTools.TextAsync(await printing)).ShouldContain("Survives");
        printer.BrowserProcessId.ShouldNotBe(first);
    }

    [PrintFact]
    public async Task Print_BrowserHangs_IsEndedAndTheDocumentArrives()
    {
        await using var printer = Printer(o => o.SilenceLimit = TimeSpan.FromSeconds(3));
        await printer.PrintAsync("<!doctype html>warm", default);
        var first = printer.BrowserProcessId!.Value;
        using (var stop = Process.Start("kill", ["-STOP", $"{first}"])) await stop.WaitForExitAsync();

        (await PaperTools.TextAsync(await printer.PrintAsync("<!doctype html>After it hung", default))).ShouldContain("After it hung");
        printer.BrowserProcessId.ShouldNotBe(first);
    }

    [PrintFact]
    public async Task Print_MoreThanABrowserMay_StartsItAnew()
    {
        await using var printer = Printer(o => o.DocumentsPerBrowser = 2);
        var browsers = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            await printer.PrintAsync($"<!doctype html>{i}", default);
            browsers.Add(printer.BrowserProcessId!.Value);
        }

        browsers.Distinct().Count().ShouldBe(3);
    }

    [PrintFact]
    public async Task Print_Cancelled_FreesItsPlace()
    {
        await using var printer = Printer(o => o.MaxParallel = 1);
        await printer.PrintAsync("<!doctype html>warm", default);
        using var gone = new CancellationTokenSource();
        var (running, waiting) = (printer.PrintAsync(Long("first"), gone.Token), printer.PrintAsync("<!doctype html>second", gone.Token));
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(running);
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        printer.Asked.ShouldBe(0);
        (await PaperTools.TextAsync(await printer.PrintAsync("<!doctype html>third", default))).ShouldContain("third");
    }

    [PrintFact]
    public async Task Print_QueueFull_IsRefused()
    {
        await using var printer = Printer(o => (o.MaxParallel, o.MaxWaiting) = (1, 1));
        var (running, waiting) = (printer.PrintAsync("<!doctype html>1", default), printer.PrintAsync("<!doctype html>2", default));

        (await Should.ThrowAsync<PdfBusyException>(printer.PrintAsync("<!doctype html>3", default))).Message.ShouldContain("try again");
        await Task.WhenAll(running, waiting);
    }

    [PrintFact]
    public async Task Print_LongerThanTheDeadline_FailsAndTheBrowserStays()
    {
        await using var printer = Printer(o => o.Deadline = TimeSpan.FromMilliseconds(1));

        (await Should.ThrowAsync<PdfFailedException>(printer.PrintAsync(Long("late"), default))).Message.ShouldContain("within");
        var first = printer.BrowserProcessId;
        await Should.ThrowAsync<PdfFailedException>(printer.PrintAsync(Long("late"), default));
        printer.BrowserProcessId.ShouldBe(first);
    }

    [PrintFact]
    public async Task Dispose_WhilePrinting_LeavesNoProcessAndNoFolder()
    {
        var printer = Printer();
        await printer.PrintAsync("<!doctype html>warm", default);
        var (browser, folder) = (printer.BrowserProcessId!.Value, Folder(printer)!);
        var printing = printer.PrintAsync(Long("never"), default);
        await printer.DisposeAsync();

        await Should.ThrowAsync<OperationCanceledException>(printing);
        Directory.Exists(folder).ShouldBeFalse();
        CommandLines().ShouldNotContain(line => line.Contains(folder, StringComparison.Ordinal));
        Should.Throw<ArgumentException>(() => Process.GetProcessById(browser));
        await Should.ThrowAsync<ObjectDisposedException>(printer.PrintAsync("<!doctype html>", default));
    }

    [PrintFact]
    public async Task Start_AfterAPredecessorWasKilled_ClearsItsFolderAndBrowserAway()
    {
        // A predecessor's browser runs on in its folder; whoever started it is no longer there.
        var left = ProfileFolder.Create();
        using var orphan = Process.Start(Chromium.Executable!, ["--headless", "--no-sandbox", "--remote-debugging-port=0", $"--user-data-dir={left.Profile}", "about:blank"]);
        left.Note(orphan);
        var note = Path.Combine(left.Path, "owner");
        var signs = await File.ReadAllLinesAsync(note);
        await File.WriteAllLinesAsync(note, ["999999999 1", signs[1]]);
        using var other = Process.Start("sleep", "60"); // named by a note in a folder that is not its own
        var forged = ProfileFolder.Create();
        forged.Note(other);
        await File.WriteAllLinesAsync(Path.Combine(forged.Path, "owner"), ["999999999 1", (await File.ReadAllLinesAsync(Path.Combine(forged.Path, "owner")))[1]]);
        var mine = ProfileFolder.Create();

        await using var printer = Printer();
        await printer.PrintAsync("<!doctype html>new", default);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await orphan.WaitForExitAsync(patience.Token);
        Directory.Exists(left.Path).ShouldBeFalse();
        other.HasExited.ShouldBeFalse();
        Directory.Exists(mine.Path).ShouldBeTrue();
        other.Kill();
        await mine.DeleteAsync();
    }

    [Fact]
    public async Task Print_NoBrowserAtItsPath_SaysWhatToInstall()
    {
        await using var printer = Printer(o => o.BrowserPath = "/nowhere/chrome");

        (await Should.ThrowAsync<PdfUnavailableException>(printer.PrintAsync("x", default))).Message.ShouldBe(printer.WhyNot);
        printer.WhyNot!.ShouldContain("/nowhere/chrome");
        printer.WhyNot!.ShouldContain("install Chrome, Chromium or Edge");
    }

    [Fact]
    public async Task Print_SwitchedOff_IsRefused()
    {
        await using var printer = Printer(o => o.Enabled = false);
        (await Should.ThrowAsync<PdfUnavailableException>(printer.PrintAsync("x", default))).Message.ShouldContain("Pdf:Enabled");
    }

    [Fact]
    public async Task Print_WhatIsNoBrowser_SaysWhyAndLeavesNoFolder()
    {
        if (OperatingSystem.IsWindows()) return;
        var before = Directory.GetDirectories(Path.GetTempPath(), ProfileFolder.Prefix + "*");
        await using var printer = Printer(o => o.BrowserPath = "/bin/false");

        (await Should.ThrowAsync<PdfUnavailableException>(printer.PrintAsync("x", default))).Message.ShouldContain("/bin/false did not start");
        printer.WhyNot!.ShouldContain("did not start");
        Directory.GetDirectories(Path.GetTempPath(), ProfileFolder.Prefix + "*").Where(f => IsOurs(f, null)).Except(before).ShouldBeEmpty();
    }

    [Fact]
    public void Finder_WithoutAnyBrowser_SaysWhatToInstall() => BrowserFinder.Advice.ShouldContain("apt install chromium");

    private static ChromiumPrinter Printer(Action<PdfOptions>? change = null)
    {
        var options = new PdfOptions { BrowserPath = Chromium.Executable ?? "", Deadline = TimeSpan.FromMinutes(3), SilenceLimit = TimeSpan.FromSeconds(30) };
        change?.Invoke(options);
        return new ChromiumPrinter(Options.Create(options), TimeProvider.System, NullLogger<ChromiumPrinter>.Instance);
    }

    /// <summary>Takes its time, so that something can happen meanwhile.</summary>
    private static string Long(string text) => $"<!doctype html><h1>{text}</h1>{string.Concat(Enumerable.Repeat("<p>Line after line of a very long document.</p>", 5_000))}";

    private static async Task<(double Width, double Height)> SizeAsync(byte[] pdf)
    {
        var parts = (await PaperTools.SizeAsync(pdf)).Split(' ');
        return (double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static int Folders(ChromiumPrinter printer) => Directory.GetDirectories(Path.GetTempPath(), ProfileFolder.Prefix + "*").Count(f => IsOurs(f, printer));

    private static string? Folder(ChromiumPrinter printer) => Directory.GetDirectories(Path.GetTempPath(), ProfileFolder.Prefix + "*").SingleOrDefault(f => IsOurs(f, printer));

    /// <summary>Other tests print at the same time: a folder's note names the browser that works in it.</summary>
    private static bool IsOurs(string folder, ChromiumPrinter? printer)
    {
        try
        {
            var signs = File.ReadAllLines(Path.Combine(folder, "owner"));
            return printer is null ? signs.Length == 2 && signs[0].StartsWith($"{Environment.ProcessId} ", StringComparison.Ordinal) && !CommandLines().Any(l => l.Contains(folder, StringComparison.Ordinal))
                : signs.Length == 2 && signs[1].StartsWith($"{printer.BrowserProcessId} ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // just deleted
        }
    }

    private static List<string> CommandLines()
    {
        var lines = new List<string>();
        foreach (var process in Directory.GetDirectories("/proc").Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])))
        {
            try
            {
                lines.Add(File.ReadAllText(Path.Combine(process, "cmdline")));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }
        return lines;
    }

    private static async Task<bool> HearsAsync(Ear server)
    {
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.Port}/"));
        return server.Heard == 1;
    }

    /// <summary>Counts every connection, also those that ask for nothing.</summary>
    private sealed class Ear : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _listening;
        private int _heard;

        public Ear()
        {
            _listener.Start();
            _listening = ListenAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Heard => Volatile.Read(ref _heard);

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _listening;
            _listener.Dispose();
        }

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _heard);
                    await using var stream = client.GetStream();
                    await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }
    }
}
