using System.Collections.Concurrent;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Prints;

/// <summary>Prints a line of text for each document, counts, and does what a test wants on the way.</summary>
internal sealed class PaperPrinter : IDocumentPrinter
{
    private readonly ConcurrentQueue<Guid> _asked = new();

    public string? WhyNot { get; set; }

    public int AtOnce { get; set; } = 1;

    public IReadOnlyCollection<Guid> Asked => _asked;

    /// <summary>Called with how many were asked for before, this one included; what it throws is what happens.</summary>
    public Func<int, CancellationToken, Task> On { get; set; } = (_, _) => Task.CompletedTask;

    public async Task<byte[]> PrintAsync(PrintKind kind, Guid documentId, CancellationToken cancellationToken)
    {
        int count;
        lock (_asked)
        {
            _asked.Enqueue(documentId);
            count = _asked.Count;
        }
        await On(count, cancellationToken);
        return Encoding.UTF8.GetBytes($"{kind} {documentId}");
    }
}

/// <summary>Sentences for tests about batches of documents.</summary>
internal static class PrintStory
{
    public static readonly DateTimeOffset Start = new(2026, 5, 10, 9, 0, 0, TimeSpan.Zero);

    public static Task<TestApp> StartAsync(
        PaperPrinter paper, FakeClock clock, DatabaseProvider provider = DatabaseProvider.Sqlite, IReadOnlyDictionary<string, string?>? settings = null) =>
        TestApp.StartAsync(provider, clock, configure: services => services.AddSingleton<IDocumentPrinter>(paper), settings: settings);

    /// <summary>So many invoices of some customers.</summary>
    public static async Task InvoicesAsync(this TestApp app, int count, int customers = 1)
    {
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        for (var c = 0; c < customers; c++)
        {
            var customer = await app.CustomerAsync(router, profile, $"Customer {(char)('A' + c)}", $"c{c}");
            for (var i = 0; i < count / customers; i++) await app.InvoiceAsync(customer);
        }
    }

    public static Task<Result<PrintRun>> TryPrintAsync(this TestApp app, PrintRequest? request = null) =>
        app.With<PrintRunService, Result<PrintRun>>(s => s.StartAsync(request ?? new PrintRequest(PrintKind.Invoices), CancellationToken.None));

    public static async Task<Guid> PrintAsync(this TestApp app, PrintRequest? request = null) => Scenario.Value(await app.TryPrintAsync(request)).Id;

    /// <summary>Another node, or this one after a restart.</summary>
    public static PrintRunWorker Worker(this TestApp app) => ActivatorUtilities.CreateInstance<PrintRunWorker>(app.Services);

    public static Task<bool> WorkAsync(this TestApp app) => app.Worker().RunNextAsync(CancellationToken.None);

    public static Task<PrintRun> BatchAsync(this TestApp app, Guid id) => app.Db(db => db.Set<PrintRun>().AsNoTracking().SingleAsync(r => r.Id == id));

    public static Task<Result> Batch(this TestApp app, Func<PrintRunService, Task<Result>> change) => app.With(change);

    public static PrintFolder Folder(this TestApp app) => app.Services.GetRequiredService<PrintFolder>();

    public static int Files(this TestApp app, Guid id) => Directory.Exists(app.Folder().Of(id)) ? Directory.GetFiles(app.Folder().Of(id)).Length : 0;
}
