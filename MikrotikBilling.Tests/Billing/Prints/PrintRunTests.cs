using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Billing.Invoices;
using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Billing.Statements;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Tests.Billing.Invoices;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Billing.Prints;

/// <summary>Batches of documents: what is chosen, how they are worked off, and what is left of them. Printed on plain paper, without a browser.</summary>
public sealed class PrintRunTests
{
    private readonly FakeClock _clock = new(PrintStory.Start);
    private readonly PaperPrinter _paper = new();

    [Theory, EachDatabase]
    public async Task Batch_TwoWorkersAtOnce_PrintEachDocumentOnce(DatabaseProvider provider)
    {
        _paper.AtOnce = 3;
        await using var app = await PrintStory.StartAsync(_paper, _clock, provider);
        await app.InvoicesAsync(12, 3);
        var id = await app.PrintAsync();

        var took = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(app.WorkAsync)));

        took.Count(t => t).ShouldBe(1);
        _paper.Asked.Distinct().Count().ShouldBe(12);
        _paper.Asked.Count.ShouldBe(12);
        var run = await app.BatchAsync(id);
        (run.State, run.Printed, run.Failed, run.ClaimedUntil, app.Files(id)).ShouldBe((PrintRunState.Done, 12, 0, null, 12));
        run.Bytes.ShouldBe(Directory.GetFiles(app.Folder().Of(id)).Sum(f => new FileInfo(f).Length));
    }

    [Theory, EachDatabase]
    public async Task Batch_WorkerDied_IsTakenUpByAnotherWhereItWas(DatabaseProvider provider)
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock, provider);
        await app.InvoicesAsync(12);
        var id = await app.PrintAsync();
        _paper.On = (count, _) => count == 6 ? throw new OperationCanceledException("It is no more.") : Task.CompletedTask;
        await Should.ThrowAsync<OperationCanceledException>(app.WorkAsync());
        _paper.On = (_, _) => Task.CompletedTask;
        (await app.WorkAsync()).ShouldBeFalse(); // the claim of the dead

        _clock.Advance(TimeSpan.FromMinutes(3));
        (await app.WorkAsync()).ShouldBeTrue();

        var run = await app.BatchAsync(id);
        (run.State, run.Printed).ShouldBe((PrintRunState.Done, 12));
        _paper.Asked.Count.ShouldBe(13); // the one in hand twice
        _paper.Asked.Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public async Task Batch_WorkerDiedBeforeItCouldSayWhatItPrinted_TakesTheFileAsItIs()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(3);
        var id = await app.PrintAsync();
        await app.Folder().SaveAsync(id, 2, "printed by the dead"u8.ToArray(), CancellationToken.None);

        await app.WorkAsync();

        (_paper.Asked.Count, (await app.BatchAsync(id)).Printed).ShouldBe((2, 3));
        (await File.ReadAllTextAsync(app.Folder().File(id, 2))).ShouldBe("printed by the dead");
    }

    [Fact]
    public async Task Batch_ProgramStops_GoesOnAtOnceWhenItIsBack()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(12);
        var id = await app.PrintAsync();
        using var stopping = new CancellationTokenSource();
        _paper.On = (count, token) =>
        {
            if (count == 6) stopping.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        await Should.ThrowAsync<OperationCanceledException>(app.Worker().RunNextAsync(stopping.Token));
        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Running), r => r.ClaimedUntil.ShouldBeNull(), r => r.Printed.ShouldBe(5));

        _paper.On = (_, _) => Task.CompletedTask;
        await app.WorkAsync();

        (await app.BatchAsync(id)).Printed.ShouldBe(12);
    }

    /// <summary>A node that slept through its claim wakes up in the middle of what another finished.</summary>
    [Theory, EachDatabase]
    public async Task Batch_WorkerWakesAfterAnotherTookOver_LeavesItAlone(DatabaseProvider provider)
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock, provider);
        await app.InvoicesAsync(4);
        var id = await app.PrintAsync();
        var (sleeps, wakes) = (new TaskCompletionSource(), new TaskCompletionSource());
        _paper.On = async (count, _) =>
        {
            if (count != 2) return;
            sleeps.SetResult();
            await wakes.Task;
        };
        var sleeper = app.WorkAsync();
        await sleeps.Task;
        _clock.Advance(TimeSpan.FromMinutes(3));
        (await app.WorkAsync()).ShouldBeTrue();

        wakes.SetResult();
        (await sleeper).ShouldBeTrue();

        var run = await app.BatchAsync(id);
        (run.State, run.Printed, run.Failed, run.ClaimedUntil).ShouldBe((PrintRunState.Done, 4, 0, null));
        (await app.Db(db => db.Set<PrintItem>().CountAsync(i => i.State == PrintItemState.Printed))).ShouldBe(4);
        (await app.Db(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "print-run.finished"))).ShouldBe(1);
    }

    [Fact]
    public async Task Stop_InTheMiddle_KeepsWhatIsPrinted_AndResumeGoesOn()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(20);
        var id = await app.PrintAsync();
        _paper.On = async (count, _) =>
        {
            if (count == 10) (await app.Batch(s => s.StopAsync(id, CancellationToken.None))).Ok.ShouldBeTrue();
        };

        await app.WorkAsync();
        var stopped = await app.BatchAsync(id);
        (stopped.State, stopped.Printed, stopped.Note, app.Files(id)).ShouldBe((PrintRunState.Stopped, 16, "Stopped by hand.", 16));
        (await app.WorkAsync()).ShouldBeFalse();
        (await app.Batch(s => s.StopAsync(id, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("print.over");

        (await app.Batch(s => s.ResumeAsync(id, CancellationToken.None))).Ok.ShouldBeTrue();
        (await app.Batch(s => s.ResumeAsync(id, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("print.not-over");
        await app.WorkAsync();

        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Done), r => r.Printed.ShouldBe(20), r => r.Note.ShouldBeNull());
        _paper.Asked.Count.ShouldBe(20);
        (await app.Db(db => db.Set<AuditEntry>().Where(e => e.Subject == "print-run").OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["print-run.started", "print-run.stopped", "print-run.finished", "print-run.resumed", "print-run.finished"]);
    }

    [Fact]
    public async Task Stop_BeforeAnybodyTookItUp_IsOverAtOnce()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(2);
        var id = await app.PrintAsync();

        await app.Batch(s => s.StopAsync(id, CancellationToken.None));

        (await app.BatchAsync(id)).State.ShouldBe(PrintRunState.Stopped);
        (await app.WorkAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Batch_DocumentsThatFail_AreNamedAndTriedAgainWhenResumed()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(6);
        var id = await app.PrintAsync();
        _paper.On = (count, _) => count switch
        {
            2 => throw new DocumentUnprintableException("It took too long."),
            4 => throw new InvalidOperationException("not for people"),
            _ => Task.CompletedTask,
        };

        await app.WorkAsync();

        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Done), r => (r.Printed, r.Failed).ShouldBe((4, 2)), r => r.MayResume.ShouldBeTrue());
        (await app.With<PrintRunQueries, IReadOnlyList<PrintFailureLine>>(q => q.FailuresAsync(id, CancellationToken.None))).Select(f => (f.FileName, f.Customer, f.Message)).ShouldBe(
            [("INV-2026-000002.pdf", "Customer A", "It took too long."), ("INV-2026-000004.pdf", "Customer A", "It failed for a reason that is in the program's log.")]);
        await app.Batch(s => s.ResumeAsync(id, CancellationToken.None));
        await app.WorkAsync();
        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => (r.Printed, r.Failed).ShouldBe((6, 0)), r => r.MayResume.ShouldBeFalse());
    }

    [Fact]
    public async Task Batch_PrinterGoesAway_StopsAndSaysWhatToDo()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(4);
        var id = await app.PrintAsync();
        _paper.On = (count, _) => count == 3 ? throw new PrinterAwayException("Install a browser.") : Task.CompletedTask;

        await app.WorkAsync();

        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(
            r => r.State.ShouldBe(PrintRunState.Stopped), r => r.Note.ShouldBe("Install a browser."), r => (r.Printed, r.Failed).ShouldBe((2, 0)), r => r.MayResume.ShouldBeTrue());
    }

    [Fact]
    public async Task Batch_DiskRefuses_StopsAndSaysWhy()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(2);
        var id = await app.PrintAsync();
        Directory.CreateDirectory(app.Folder().Root);
        await File.WriteAllTextAsync(app.Folder().Of(id), "a file where the folder should be");

        await app.WorkAsync();

        (await app.BatchAsync(id)).ShouldSatisfyAllConditions(r => r.State.ShouldBe(PrintRunState.Stopped), r => r.Note.ShouldNotBeNull().ShouldContain("cannot be written"), r => r.Failed.ShouldBe(0));
    }

    [Fact]
    public async Task Batch_FileIsGone_IsPrintedAgainWhenResumed()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(3);
        var id = await app.PrintAsync();
        await app.WorkAsync();
        File.Delete(app.Folder().File(id, 2));
        (await app.With<PrintArchive, Result<PrintedFiles>>(a => a.OpenAsync(id, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("print.files-missing");

        await app.Batch(s => s.ResumeAsync(id, CancellationToken.None));
        await app.WorkAsync();

        (await app.BatchAsync(id)).Printed.ShouldBe(3);
        (_paper.Asked.Count, app.Files(id)).ShouldBe((4, 3));
        (await app.With<PrintArchive, Result<PrintedFiles>>(a => a.OpenAsync(id, CancellationToken.None))).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Batch_WhoAskedMayNoLonger_Stops()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(2);
        var owner = await app.Db(db => db.Set<StaffMember>().Select(s => s.Id).SingleAsync());
        var id = await app.PrintAsync();
        await app.Db(db => db.Set<PrintRun>().ExecuteUpdateAsync(set => set.SetProperty(r => r.ActorKind, ActorKind.Staff).SetProperty(r => r.ActorId, owner).SetProperty(r => r.ActorName, "Olive Owner")));
        await app.Db(db => db.Set<StaffMember>().ExecuteUpdateAsync(set => set.SetProperty(s => s.IsActive, false)));

        await app.WorkAsync();

        (await app.BatchAsync(id)).Note.ShouldBe("Stopped: Olive Owner may no longer see invoices.");
        _paper.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Purge_AfterAWeek_TakesTheFilesAndKeepsTheLine()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(2);
        var (old, open) = (await app.PrintAsync(), Guid.Empty);
        await app.WorkAsync();
        _clock.Advance(TimeSpan.FromDays(6));
        (await PurgeAsync(app)).ShouldBe("0 batches purged");
        app.Files(old).ShouldBe(2);
        _clock.Advance(TimeSpan.FromDays(2));
        open = await app.PrintAsync();
        var orphan = Directory.CreateDirectory(app.Folder().Of(Guid.CreateVersion7()));
        Directory.CreateDirectory(app.Folder().Of(open));

        (await PurgeAsync(app)).ShouldBe("1 batches purged");

        Directory.Exists(app.Folder().Of(old)).ShouldBeFalse();
        orphan.Refresh();
        orphan.Exists.ShouldBeFalse();
        Directory.Exists(app.Folder().Of(open)).ShouldBeTrue();
        (await app.BatchAsync(old)).ShouldSatisfyAllConditions(r => r.PurgedAt.ShouldBe(_clock.GetUtcNow()), r => r.Printed.ShouldBe(2), r => r.MayResume.ShouldBeFalse());
        (await app.Db(db => db.Set<PrintItem>().CountAsync(i => i.RunId == old))).ShouldBe(0);
        (await app.Batch(s => s.ResumeAsync(old, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("print.not-over");
    }

    [Fact]
    public async Task ThrowAway_OfOneThatIsOver_TakesItsFilesAtOnce()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(2);
        var id = await app.PrintAsync();
        (await app.Batch(s => s.ThrowAwayAsync(id, CancellationToken.None))).Refusal.ShouldNotBeNull().Code.ShouldBe("print.not-over");
        await app.WorkAsync();

        (await app.Batch(s => s.ThrowAwayAsync(id, CancellationToken.None))).Ok.ShouldBeTrue();

        Directory.Exists(app.Folder().Of(id)).ShouldBeFalse();
        (await app.BatchAsync(id)).PurgedAt.ShouldNotBeNull();
        (await app.Batch(s => s.ThrowAwayAsync(Guid.CreateVersion7(), CancellationToken.None))).Refusal.ShouldNotBeNull().IsNotFound.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_TooMany_NothingOrNoPrinter_IsRefused()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock, settings: new Dictionary<string, string?> { ["Printing:MaxDocuments"] = "3" });
        (await app.TryPrintAsync()).Refusal.ShouldNotBeNull().Code.ShouldBe("print.nothing");
        await app.InvoicesAsync(4);
        (await app.TryPrintAsync()).Refusal.ShouldNotBeNull().Code.ShouldBe("print.too-many");
        (await app.With<PrintRunService, PrintPreview>(s => s.PreviewAsync(new PrintRequest(PrintKind.Invoices), CancellationToken.None))).IsTooMany.ShouldBeTrue();
        (await app.TryPrintAsync(new PrintRequest(PrintKind.Statements) { From = new DateOnly(2026, 5, 2), To = new DateOnly(2026, 5, 1) })).Refusal.ShouldNotBeNull().Code.ShouldBe("print.days");
        _paper.WhyNot = "Install a browser.";
        (await app.TryPrintAsync()).Refusal.ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.Code.ShouldBe("print.unavailable"), r => r.Message.ShouldBe("Install a browser."));
        (await app.Db(db => db.Set<PrintRun>().AnyAsync())).ShouldBeFalse();
    }

    [Theory, EachDatabase]
    public async Task Start_PressedTwiceAtOnce_IsOneBatch(DatabaseProvider provider)
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock, provider);
        await app.InvoicesAsync(2);
        var request = new PrintRequest(PrintKind.Invoices) { Id = Guid.CreateVersion7() };

        var started = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => app.TryPrintAsync(request))));

        started.Select(s => Scenario.Value(s).Id).ShouldAllBe(id => id == request.Id);
        (await app.Db(db => db.Set<PrintItem>().CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task Choice_FollowsTheFilterAndLeavesDraftsOut()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (jane, joe) = (await app.CustomerAsync(router, profile, "Jane Doe", "jane"), await app.CustomerAsync(router, profile, "Joe Bloggs", "joe"));
        await app.InvoiceAsync(jane);
        var credited = await app.InvoiceAsync(jane);
        _clock.Advance(TimeSpan.FromDays(30));
        await app.InvoiceAsync(joe);
        Scenario.Value(await app.With<CreditNotes, Result<Invoice>>(s => s.CreditAsync(credited.Id, new CorrectInvoice { Reason = "Wrong" }, null, CancellationToken.None)));
        Scenario.Value(await app.With<InvoiceDrafts, Result<Invoice>>(s => s.SaveAsync(
            null, jane.CustomerId, new SaveInvoiceDraft { Lines = [new DraftLine { Text = "Cable", Quantity = 1, Price = 10 }] }, null, CancellationToken.None)));

        var all = await PreviewAsync(app, new InvoiceFilter());
        (all.Documents, all.CreditNotes).ShouldBe((4, 1));
        (await PreviewAsync(app, new InvoiceFilter(From: new DateOnly(2026, 6, 1)))).First.Select(s => s.Name).ShouldBe(["CN-2026-000001", "INV-2026-000003"]);
        (await PreviewAsync(app, new InvoiceFilter(CustomerId: joe.CustomerId))).First.Single().Customer.ShouldBe("Joe Bloggs");
        (await PreviewAsync(app, new InvoiceFilter(State: InvoiceState.Draft))).Documents.ShouldBe(0);
    }

    [Fact]
    public async Task Statements_OfWhoOwes_AndOfWhoHasCreditWhenAsked()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        var (owes, has) = (await app.CustomerAsync(router, profile, "Jane Owes", "jane"), await app.CustomerAsync(router, profile, "Joe Has", "joe"));
        await app.CustomerAsync(router, profile, "Ann Nothing", "ann");
        await app.InvoiceAsync(owes);
        Scenario.Value(await app.PayAsync(has, 500, p => p with { SubscriptionId = null }));
        var request = new PrintRequest(PrintKind.Statements) { From = new DateOnly(2026, 5, 1), To = new DateOnly(2026, 5, 31) };

        (await app.With<PrintRunService, PrintPreview>(s => s.PreviewAsync(request, CancellationToken.None))).First.Select(f => f.Customer).ShouldBe(["Jane Owes"]);
        var id = await app.PrintAsync(request with { WithCredit = true });

        var items = await app.Db(db => db.Set<PrintItem>().AsNoTracking().Where(i => i.RunId == id).OrderBy(i => i.Position).ToListAsync());
        items.Select(i => i.FileName).ShouldBe(["Statement C-000001 2026-05-01 2026-05-31.pdf", "Statement C-000002 2026-05-01 2026-05-31.pdf"]);
        StatementId.Of(items[1].DocumentId).ShouldBe(new StatementId(2, request.From, request.To));
    }

    /// <summary>What a batch costs beside the drawing: the same for each document, however many there are.</summary>
    [Fact]
    public async Task Batch_OfMany_AsksTheDatabaseThreeTimesADocument()
    {
        await using var app = await PrintStory.StartAsync(_paper, _clock);
        await app.InvoicesAsync(40);
        await app.PrintAsync();
        app.Sql.Reset();

        await app.WorkAsync();

        app.Sql.Count.ShouldBeLessThan(40 * 3 + 40);
    }

    [Theory]
    [InlineData("INV-2026-000123", "INV-2026-000123")]
    [InlineData("INV/2026/123", "INV-2026-123")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("..\\up", "up")]
    [InlineData("=HYPERLINK(1)", "HYPERLINK(1)")]
    [InlineData("+1", "1")]
    [InlineData("con", "_con")]
    [InlineData("COM1.old", "_COM1.old")]
    [InlineData("a\u202Efdp.exe\u0007", "a-fdp.exe-")]
    [InlineData("Rechnung Ä 7. ", "Rechnung Ä 7")]
    [InlineData("বিল ১২", "বিল ১২")]
    [InlineData("...", "document")]
    public void FileName_OfAnyNumber_IsSafeEverywhere(string number, string name) => FileNames.Safe(number).ShouldBe(name);

    [Fact]
    public void FileName_TakenOrLong_IsTheNextFreeAndCut()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        new[] { "a", "A", "a" }.Select(n => FileNames.Free(n, ".pdf", taken)).ShouldBe(["a.pdf", "A (2).pdf", "a (3).pdf"]);
        FileNames.Safe(new string('x', 500)).Length.ShouldBe(FileNames.Longest);
    }

    private static Task<PrintPreview> PreviewAsync(TestApp app, InvoiceFilter filter) =>
        app.With<PrintRunService, PrintPreview>(s => s.PreviewAsync(new PrintRequest(PrintKind.Invoices) { Invoices = filter }, CancellationToken.None));

    private Task<string> PurgeAsync(TestApp app) => app.With<PurgePrintsJob, string>(j => j.RunAsync(_clock.GetUtcNow(), CancellationToken.None));
}
