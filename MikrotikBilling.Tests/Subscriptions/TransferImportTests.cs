using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Subscriptions.TransferStory;

namespace MikrotikBilling.Tests.Subscriptions;

/// <summary>What an import brings in, once, whatever happens meanwhile.</summary>
public class TransferImportTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory, EachDatabase]
    public async Task Import_NewRows_LeaveWhatTheFormLeaves(DatabaseProvider provider)
    {
        await using var byForm = await ReadyAsync(provider);
        var router = await byForm.Db(db => db.Set<Core.Routers.Router>().SingleAsync());
        var profile = await byForm.Db(db => db.Set<Profile>().SingleAsync());
        await byForm.NewAsync(router, profile, n => n with { Name = "Jané Doe", Email = "jane@mail.example", Phone = "0712345678", Address = "Hill Road 7", UserName = "jane", MacAddress = "4c5e0c123456", FixedAddress = "10.20.0.7" });
        await byForm.NewAsync(router, profile, n => n with { Name = "Bob", Phone = "0712345679", UserName = null });

        await using var byFile = await ReadyAsync(provider);
        var run = await byFile.ImportedAsync("name,email,phone,address,user_name,profile,router,mac_address,fixed_address\n"
            + "Jané Doe,jane@mail.example,0712345678,Hill Road 7,Jane,home 10,tower,4c-5e-0c-12-34-56,10.20.0.7\nBob,,0712345679,,,Home 10,,,\n");

        (run.State, run.Added, run.Failed).ShouldBe((ImportState.Done, 2, 0));
        (await SnapshotAsync(byFile)).ShouldBe(await SnapshotAsync(byForm));
    }

    [Theory, EachDatabase]
    public async Task Import_TheSameFileTwice_ChangesNothing(DatabaseProvider provider)
    {
        await using var app = await ReadyAsync(provider);
        const string file = Head
            + "C-000700,Ann Able,ann@mail.example,0712000001,Hill 1,,ann,secret1,Home 10,Tower,Active,2026-01-31 10:00,2026-04-30 10:00,,,\n"
            + "700,Ann Able,,,,,ann2,,Home 10,Tower,Suspended,,2026-04-15,,10.20.0.9,\n"
            + ",Bob Bold,,0712000002,,,,,Home 10,Tower,Expired,,2026-01-10 10:00,4C:5E:0C:12:34:56,,\n"
            + ",Bob Bold,,0712000002,,,,,Home 10,Tower,,,,,,\n"
            + ",Cleo,,0712000003,,\"=note, with\nlines\",,,,,,,,,,\n";
        var first = await app.ImportedAsync(file);
        (first.Added, first.Bad, first.Failed).ShouldBe((5, 0, 0));
        var before = await SnapshotAsync(app);

        var again = await app.RunAsync(await app.CheckedAsync(file));
        again.Counts().ShouldBe((0, 0, 5, 0));
        (await app.With<ImportService, Result<ImportRun>>(s => s.StartAsync(again.Id, None))).Refusal!.Code.ShouldBe("import.nothing-to-do");
        (await SnapshotAsync(app)).ShouldBe(before);

        var exported = await app.RunAsync(await app.CheckedAsync(await app.ExportedAsync(style: new TransferStyle(ByteOrderMark: true, WithPasswords: true))));
        exported.Counts().ShouldBe((0, 0, 5, 0));
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(3);
        (await app.Db(db => db.Set<Subscription>().OrderBy(s => s.UserName).Select(s => s.Status).ToListAsync()))
            .ShouldBe([SubscriptionStatus.Active, SubscriptionStatus.Suspended, SubscriptionStatus.Expired, SubscriptionStatus.Active]);
    }

    [Fact]
    public async Task Import_ExportOfOneCompany_MakesItAnew()
    {
        await using var old = await ReadyAsync();
        await old.ImportedAsync(Head + "41,Ann,,0712000001,,-dash,ann,secret1,Home 10,Tower,Paused,2026-02-28 10:00,2026-03-31 10:00,,,\n,Bob,,0712000002,,,bob,,Home 10,Tower,Cancelled,,2026-05-01,,10.0.0.1,\n");
        var file = await old.ExportedAsync(style: new TransferStyle(WithPasswords: true));
        await using var fresh = await ReadyAsync();

        var run = await fresh.ImportedAsync(file);

        (run.Added, run.Bad).ShouldBe((2, 0));
        (await fresh.ExportedAsync(style: new TransferStyle(WithPasswords: true))).ShouldBe(file);
    }

    [Theory, EachDatabase]
    public async Task Import_RowsThatMatch_ChangeWhatTheFileGives(DatabaseProvider provider)
    {
        await using var app = await ReadyAsync(provider);
        await app.ProfileAsync("Office");
        var jane = await app.NewAsync(await app.Db(db => db.Set<Core.Routers.Router>().SingleAsync()), await app.Db(db => db.Set<Profile>().SingleAsync(p => p.Name == "Home 10")),
            n => n with { Name = "Jane", UserName = "jane", Email = "old@mail.example", Notes = "kept", Country = "KE", Region = "Coast" });
        var id = await app.CheckedAsync("user_name,name,email,notes,profile,expires_at,status,password,region\njane,Jane,new@mail.example,,office,2026-02-01 10:00,Active,other-secret,Nyanza\n");

        (await app.RowsAsync(id)).Single().Message.ShouldBe("jane: email old@mail.example → new@mail.example, region Coast → Nyanza, profile Home 10 → Office, end 31 Mar 2026, 11:00 → 1 Feb 2026, 10:00.");
        await app.StartImportAsync(id);
        await app.WorkImportsAsync();

        var customer = await app.Db(db => db.Set<Customer>().AsNoTracking().SingleAsync());
        (customer.Email, customer.Notes, customer.Country, customer.Region, customer.MainStatus).ShouldBe(("new@mail.example", "kept", "KE", "Nyanza", ServiceStatus.Expired));
        var service = await app.SubscriptionAsync(jane.SubscriptionId);
        (service.Status, service.PasswordVersion, service.ExpiresAt).ShouldBe((SubscriptionStatus.Expired, 1, new DateTimeOffset(2026, 2, 1, 7, 0, 0, TimeSpan.Zero)));
        (await app.AccountAsync(jane.SubscriptionId)).DesiredVersion.ShouldBeGreaterThan(1);
        (await app.RunAsync(id)).Updated.ShouldBe(1);
    }

    [Fact]
    public async Task Import_NumbersOfAnotherSystem_AreKeptAndCountedOnFrom()
    {
        await using var app = await ReadyAsync();
        await app.ImportedAsync("name,phone,profile,customer_number\nAnn,0712000001,Home 10,\nBob,0712000002,Home 10,900\n");
        var router = await app.Db(db => db.Set<Core.Routers.Router>().SingleAsync());
        await app.CustomerAsync(router, await app.Db(db => db.Set<Profile>().SingleAsync()), "Cleo");

        (await app.Db(db => db.Set<Customer>().OrderBy(c => c.Name).Select(c => c.Number).ToListAsync())).ShouldBe([901, 900, 902]);
    }

    [Theory, EachDatabase]
    public async Task Import_TwoAtOnceOverTheSameRows_MakeEverybodyOnce(DatabaseProvider provider)
    {
        await using var app = await ReadyAsync(provider);
        var file = "user_name,name,profile\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"user{i},Person {i},Home 10\n"));
        var (one, two) = (await app.CheckedAsync(file), await app.CheckedAsync(file));
        await app.StartImportAsync(one);
        await app.StartImportAsync(two);

        var worker = app.Services.GetRequiredService<ImportWorker>();
        await Task.WhenAll(worker.RunNextAsync(None), worker.RunNextAsync(None)); // as two nodes would

        var (first, second) = (await app.RunAsync(one), await app.RunAsync(two));
        (first.State, second.State, first.Added + second.Added, first.Failed + second.Failed).ShouldBe((ImportState.Done, ImportState.Done, 40, 40));
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(40);
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(40);
    }

    [Fact]
    public async Task Import_KilledInTheMiddle_GoesOnWithoutDoubles()
    {
        var clock = new FakeClock(Now);
        await using var app = await ReadyAsync(clock: clock);
        var id = await app.CheckedAsync("user_name,name,profile\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"user{i},Person {i},Home 10\n")));
        await app.StartImportAsync(id);
        // A worker claimed the run, brought the first rows in and was killed.
        await app.Db(db => db.Set<ImportRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.ClaimedUntil, Now.AddMinutes(2))));
        var (run, rows) = (await app.RunAsync(id), await app.Db(db => db.Set<ImportRow>().AsNoTracking().OrderBy(r => r.Number).Take(10).ToListAsync()));
        await app.ScopeAsync(s => s.GetRequiredService<ImportWriter>().WriteAsync(run, rows, None));

        await app.WorkImportsAsync();
        (await app.RunAsync(id)).Added.ShouldBe(10); // the claim still holds
        clock.Advance(TimeSpan.FromMinutes(3));
        await app.WorkImportsAsync();

        var done = await app.RunAsync(id);
        (done.State, done.Added, done.Failed).ShouldBe((ImportState.Done, 30, 0));
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(30);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => app.ScopeAsync(s => s.GetRequiredService<ImportWriter>().WriteAsync(run, [.. rows.Select(Renamed)], None)));
        (await app.Db(db => db.Set<Subscription>().CountAsync())).ShouldBe(30);
    }

    [Fact]
    public async Task Import_CheckKilledInTheMiddle_BeginsAnew()
    {
        var clock = new FakeClock(Now);
        await using var app = await ReadyAsync(clock: clock);
        var run = Scenario.Value(await app.TryUploadAsync("user_name,name,profile\njane,Jane,Home 10\n"));
        Scenario.Value(await app.With<ImportService, Result<ImportRun>>(s => s.MapAsync(run.Id, ImportService.MappingOf(run), None)));
        await app.ScopeAsync(s => s.GetRequiredService<ImportChecker>().CheckAsync(run, new ImportMemory(), [new FileRow(1, 2, new string?[TransferColumns.Count], null)], 0, None));

        clock.Advance(TimeSpan.FromMinutes(3));
        await app.WorkImportsAsync();

        var done = await app.RunAsync(run.Id);
        (done.State, done.Rows, done.ToAdd).ShouldBe((ImportState.Checked, 1, 1));
    }

    [Fact]
    public async Task Import_WhatWasTakenSinceThePreview_FailsAlone()
    {
        await using var app = await ReadyAsync();
        var router = await app.Db(db => db.Set<Core.Routers.Router>().SingleAsync());
        var profile = await app.Db(db => db.Set<Profile>().SingleAsync());
        var office = await app.ProfileAsync("Office");
        var id = await app.CheckedAsync(Head + ",Jane,,0712000001,,,jane,,Home 10,,,,,,,\n,Jack,,0712000002,,,jack,,Home 10,,,,,,10.0.0.1,\n"
            + ",Jim,,0712000003,,,jim,,Office,,,,,,,\n,Joe,,0712000004,,,joe,,Home 10,,,,,,,\n");
        await app.CustomerAsync(router, profile, "Other", "jane");
        await app.NewAsync(router, profile, n => n with { Name = "Another", FixedAddress = "10.0.0.1" });
        await app.Db(db => db.Set<Profile>().Where(p => p.Id == office.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsActive, false)));

        await app.StartImportAsync(id);
        await app.WorkImportsAsync();

        (await app.RowsAsync(id)).Select(r => (r.State, r.Message!.Split('.')[0])).Take(3).ShouldBe(
        [
            (ImportRowState.Failed, "The user name jane was taken in the meantime"),
            (ImportRowState.Failed, "The address 10"),
            (ImportRowState.Failed, "Office is not sold any more"),
        ]);
        var run = await app.RunAsync(id);
        (run.State, run.Added, run.Failed).ShouldBe((ImportState.Done, 1, 3));
        (await app.Db(db => db.Set<Customer>().Select(c => c.Name).ToListAsync())).ShouldBe(["Other", "Another", "Joe"], ignoreOrder: true);
    }

    [Fact]
    public async Task Import_RightTakenAway_Stops()
    {
        await using var app = await ReadyAsync();
        var support = new StaffMember { TenantId = app.TenantId, FullName = "Sam Support", Email = "sam@isp.example", UserName = "sam@isp.example", Role = StaffRole.Support };
        await app.ScopeAsync(async services =>
        {
            var db = services.GetRequiredService<AppDbContext>();
            db.Add(support);
            await db.SaveChangesAsync(None);
        });
        var id = await app.CheckedAsync("user_name,name,profile\njane,Jane,Home 10\n");
        await app.ScopeAsync(async services =>
        {
            services.GetRequiredService<CurrentActor>().Use(ActorKind.Staff, support.Id, support.FullName, "10.0.0.1");
            Scenario.Value(await services.GetRequiredService<ImportService>().StartAsync(id, None));
        });
        await app.Db(db => db.Set<StaffMember>().Where(s => s.Id == support.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Role, StaffRole.Accountant)));

        await app.WorkImportsAsync();

        var run = await app.RunAsync(id);
        (run.State, run.Added).ShouldBe((ImportState.Stopped, 0));
        run.Note!.ShouldContain("Sam Support");
    }

    [Fact]
    public async Task Import_StoppedByHand_LeavesTheRestOut()
    {
        await using var app = await ReadyAsync();
        var id = await app.CheckedAsync("user_name,name,profile\njane,Jane,Home 10\n");
        await app.StartImportAsync(id);

        (await app.With<ImportService, Result>(s => s.StopAsync(id, None))).Ok.ShouldBeTrue();
        await app.WorkImportsAsync();

        (await app.RunAsync(id)).State.ShouldBe(ImportState.Stopped);
        (await app.Db(db => db.Set<Customer>().CountAsync())).ShouldBe(0);
        (await app.With<ImportService, Result>(s => s.StopAsync(id, None))).Refusal!.Code.ShouldBe("import.over");
        (await app.With<ImportService, Result>(s => s.DiscardAsync(id, None))).Refusal!.Code.ShouldBe("import.begun");
    }

    [Fact]
    public async Task Import_Passwords_AreNowhereInTheClear()
    {
        await using var app = await ReadyAsync();
        var run = Scenario.Value(await app.TryUploadAsync("user_name,name,profile,password\njane,Jane,Home 10,very-secret\n"));
        var piece = await app.Db(db => db.Set<ImportChunk>().Select(c => c.Data).SingleAsync());
        System.Text.Encoding.UTF8.GetString(piece).ShouldNotContain("very-secret");
        Scenario.Value(await app.With<ImportService, Result<ImportRun>>(s => s.MapAsync(run.Id, ImportService.MappingOf(run), None)));
        await app.WorkImportsAsync();
        (await app.Db(db => db.Set<ImportRow>().Select(r => r.Cells).SingleAsync())).ShouldNotContain("very-secret");
        await app.StartImportAsync(run.Id);
        await app.WorkImportsAsync();

        (await app.Db(db => db.Set<ImportChunk>().CountAsync())).ShouldBe(0);
        var service = await app.Db(db => db.Set<Subscription>().Select(s => s.Id).SingleAsync());
        (await app.With<SubscriptionService, Result<string>>(s => s.RevealPasswordAsync(service, None))).Value.ShouldBe("very-secret");
    }

    [Fact]
    public async Task Purge_OldImports_ForgetsTheirRowsAndKeepsWhatCameOfThem()
    {
        var clock = new FakeClock(Now);
        await using var app = await ReadyAsync(clock: clock);
        var done = (await app.ImportedAsync("user_name,name,profile\njane,Jane,Home 10\n")).Id;
        var open = await app.CheckedAsync("user_name,name,profile\njack,Jack,Home 10\n");
        clock.Advance(TimeSpan.FromDays(20));
        var young = await app.CheckedAsync("user_name,name,profile\njim,Jim,Home 10\n");
        clock.Advance(TimeSpan.FromDays(11));

        (await app.With<ImportPurge, int>(p => p.RunAsync(clock.GetUtcNow(), None))).ShouldBe(2);
        (await app.With<ImportPurge, int>(p => p.RunAsync(clock.GetUtcNow(), None))).ShouldBe(0);

        (await app.Db(db => db.Set<ImportRow>().Select(r => r.ImportId).Distinct().ToListAsync())).ShouldBe([young]);
        (await app.Db(db => db.Set<ImportChunk>().Select(r => r.ImportId).Distinct().ToListAsync())).ShouldBe([young]);
        ((await app.RunAsync(done)).Added, (await app.RunAsync(open)).State).ShouldBe((1, ImportState.Stopped));
    }

    private static ImportRow Renamed(ImportRow row) => new()
    {
        TenantId = row.TenantId,
        ImportId = row.ImportId,
        Number = row.Number,
        Cells = row.Cells.Replace("user", "again", StringComparison.Ordinal),
        CustomerId = row.CustomerId,
        SubscriptionId = row.SubscriptionId,
    };

    /// <summary>Everything that a customer and a service leave, but for keys and passwords.</summary>
    private static async Task<string> SnapshotAsync(TestApp app)
    {
        var customers = await app.Db(db => db.Set<Customer>().AsNoTracking().OrderBy(c => c.Number).ToListAsync());
        var names = customers.ToDictionary(c => c.Id, c => c.NumberText);
        var services = await app.Db(db => db.Set<Subscription>().AsNoTracking().Include(s => s.Profile).Include(s => s.Router).OrderBy(s => s.UserName).ToListAsync());
        var accounts = await app.Db(db => db.Set<RouterAccount>().AsNoTracking().Include(a => a.Subscription).ToListAsync());
        return string.Join('\n',
        [
            .. customers.Select(c => $"{c.NumberText}|{c.Name}|{c.SortName}|{c.Email}|{c.Phone}|{c.Address}|{c.Company}|{c.TaxNumber}|{c.Notes}|{c.CreatedAt:O}|{c.Version}|{c.MainUserName}|{c.MainStatus}|{c.MainExpiresAt:O}"
                + $"|{services.Find(s => s.Id == c.MainSubscriptionId)?.UserName}|{c.MainProfileId is null}|{c.MainRouterId is null}"),
            .. services.Select(s => $"{names[s.CustomerId]}|{s.UserName}|{s.PasswordVersion}|{s.Profile!.Name}|{s.Router!.Name}|{s.Status}|{s.StartsAt:O}|{s.ExpiresAt:O}|{s.AnchorDay}|{s.MacAddress}|{s.Address}|{s.CreatedAt:O}|{s.Version}|{s.Allowance}"),
            .. (await app.Db(db => db.Set<CustomerSearchTerm>().AsNoTracking().ToListAsync())).Select(t => $"{names[t.CustomerId]}|{t.Term}").Order(StringComparer.Ordinal),
            .. accounts.Select(a => $"{a.Subscription!.UserName}|{a.Kind}|{a.IsWanted}|{a.DesiredVersion}|{a.AppliedVersion}|{a.StaleSince:O}").Order(StringComparer.Ordinal),
            .. (await app.Db(db => db.Set<AuditEntry>().AsNoTracking().Where(e => e.CustomerId != null).ToListAsync())).Select(e => $"{names[e.CustomerId!.Value]}|{e.ActorKind}|{e.ActorName}|{e.Action}|{e.Subject}|{e.Summary}").Order(StringComparer.Ordinal),
        ]);
    }
}
