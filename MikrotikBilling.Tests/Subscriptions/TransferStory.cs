using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Subscriptions;

/// <summary>Sentences about files that come in and go out.</summary>
internal static class TransferStory
{
    internal const string Head = "customer_number,name,email,phone,address,notes,user_name,password,profile,router,status,starts_at,expires_at,mac_address,fixed_address,archived\n";
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A company with a router and a profile.</summary>
    public static async Task<TestApp> ReadyAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, FakeClock? clock = null)
    {
        var app = await TestApp.StartAsync(provider, clock ?? new FakeClock(Now));
        await app.RouterAsync();
        await app.ProfileAsync();
        return app;
    }

    private static CancellationToken None => CancellationToken.None;

    public static Task<Result<ImportRun>> TryUploadAsync(this TestApp app, byte[] file, string name = "people.csv") =>
        app.With<ImportService, Result<ImportRun>>(s => s.UploadAsync(new MemoryStream(file), name, None));

    public static Task<Result<ImportRun>> TryUploadAsync(this TestApp app, string text) => app.TryUploadAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Uploaded, its columns as they are guessed, and checked.</summary>
    public static async Task<Guid> CheckedAsync(this TestApp app, string text)
    {
        var run = Scenario.Value(await app.TryUploadAsync(text));
        Scenario.Value(await app.With<ImportService, Result<ImportRun>>(s => s.MapAsync(run.Id, ImportService.MappingOf(run), None)));
        await app.WorkImportsAsync();
        return run.Id;
    }

    public static async Task StartImportAsync(this TestApp app, Guid id) => Scenario.Value(await app.With<ImportService, Result<ImportRun>>(s => s.StartAsync(id, None)));

    public static async Task<ImportRun> ImportedAsync(this TestApp app, string text)
    {
        var id = await app.CheckedAsync(text);
        await app.StartImportAsync(id);
        await app.WorkImportsAsync();
        return await app.RunAsync(id);
    }

    public static async Task WorkImportsAsync(this TestApp app)
    {
        while (await app.Services.GetRequiredService<ImportWorker>().RunNextAsync(None))
        {
            // the next run
        }
    }

    public static async Task<ImportRun> RunAsync(this TestApp app, Guid id) => (await app.With<ImportQueries, ImportRun?>(q => q.FindAsync(id, None)))!;

    public static async Task<IReadOnlyList<ImportRowLine>> RowsAsync(this TestApp app, Guid id, ImportRowState? state = null) =>
        (await app.With<ImportQueries, Page<ImportRowLine>>(q => q.RowsAsync(id, state, null, None))).Items;

    public static Task<string> ExportedAsync(this TestApp app, CustomerFilter? filter = null, TransferStyle? style = null) => app.ScopeAsync(async services =>
    {
        using var output = new MemoryStream();
        await services.GetRequiredService<CustomerExport>().WriteAsync(output, filter ?? new CustomerFilter(), style ?? new TransferStyle(), None);
        return Encoding.UTF8.GetString(output.ToArray());
    });

    public static (int New, int Update, int Unchanged, int Bad) Counts(this ImportRun run) => (run.ToAdd, run.ToUpdate, run.Unchanged, run.Bad);
}
