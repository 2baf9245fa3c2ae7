using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Tests.Support;
using static MikrotikBilling.Tests.Subscriptions.TransferStory;

namespace MikrotikBilling.Tests.Subscriptions;

/// <summary>What an import refuses: files, columns and rows, each with its reason, before anything is written.</summary>
public class TransferCheckTests
{
    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("C-000009,,,,,,jane,,Home 10,Tower,,,,,,", "Name", "needs a name")]
    [InlineData(",Jane,not-an-email,,,,jane,,Home 10,Tower,,,,,,", "Email", "email")]
    [InlineData(",Jane,,12,,,jane,,Home 10,Tower,,,,,,", "Phone", "no phone number")]
    [InlineData(",Jane,,,,,jane doe,,Home 10,Tower,,,,,,", "UserName", "Letters, digits")]
    [InlineData(",Jane,,,,,jane,abc,Home 10,Tower,,,,,,", "Password", "4 to 64")]
    [InlineData(",Jane,,,,,jane,,Hom 10,Tower,,,,,,", "Profile", "Perhaps Home 10?")]
    [InlineData(",Jane,,,,,jane,,,Tower,,,,,,", "Profile", "needs a profile")]
    [InlineData(",Jane,,,,,jane,,Old 5,Tower,,,,,,", "Profile", "not sold any more")]
    [InlineData(",Jane,,,,,jane,,Home 10,Towr,,,,,,", "Router", "Perhaps Tower?")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,Happy,,,,,", "Status", "One of")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,11/20/2026,,,", "ExpiresAt", "2026-11-20 14:30")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,2026-05-01,2026-04-01,,,", "ExpiresAt", "before the start")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,2099-01-01,,,", "ExpiresAt", "ten years")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,Paused,,2026-01-01,,,", "Status", "cannot become paused")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,,01:00:5e:00:00:01,,", "MacAddress", "MAC address")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,,,10.0.0.300,", "FixedAddress", "IPv4")]
    [InlineData("ACC-7,Jane,,,,,jane,,Home 10,Tower,,,,,,", "CustomerNumber", "C-000123")]
    [InlineData(",Jane,,,,,,,Home 10,Tower,,,,,,", null, "customer number, a user name, or a phone")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,,,,yes", "Archived", "not brought in")]
    [InlineData(",Jane,,,,,jane,,Home 10,Tower,,,,,,,surplus", null, "17 cells")]
    [InlineData("\",Jane,,,,,jane,,Home 10,Tower,,,,,,", null, "never closed")]
    public async Task Check_ARowThatCannotBe_SaysColumnAndReason(string row, string? column, string reason)
    {
        await using var app = await ReadyAsync();
        var retired = await app.ProfileAsync("Old 5");
        await app.Db(db => db.Set<Profile>().Where(p => p.Id == retired.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.IsActive, false)));
        await app.RouterAsync("Hill", 2);

        var id = await app.CheckedAsync(Head + row);

        var bad = (await app.RowsAsync(id)).ShouldHaveSingleItem();
        (bad.State, bad.Line, bad.Field?.ToString()).ShouldBe((ImportRowState.Bad, 2, column), bad.Message);
        bad.Message!.ShouldContain(reason);
    }

    [Fact]
    public async Task Check_DuplicatesInsideTheFile_NameTheOtherLine()
    {
        await using var app = await ReadyAsync();
        var id = await app.CheckedAsync(Head
            + ",Jane,,0712000001,,\"a note\nof two lines\",jane,,Home 10,Tower,,,,,10.0.0.1,\n"
            + ",Jack,,0712000002,,,JANE,,Home 10,Tower,,,,,,\n"
            + ",Joan,,0712000003,,,joan,,Home 10,Tower,,,,,10.0.0.1,\n"
            + "7,Jim,,0712000004,,,jim,,Home 10,Tower,,,,,,\n"
            + "7,Jimmy,,0712000004,,,jim2,,Home 10,Tower,,,,,,\n");

        (await app.RowsAsync(id, ImportRowState.Bad)).Select(r => (r.Line, r.Message)).ShouldBe(
        [
            (4, "Line 2 has the same user name."),
            (5, "Line 2 has the same address on this router."),
            (7, "Line 6 has another name for the same customer."),
        ]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,phone\n", "no rows")]
    [InlineData("name,phone\n\n , \n", "no rows")]
    [InlineData("\n\n", "no header")]
    public async Task Upload_NothingToRead_IsRefusedAndNotKept(string text, string why)
    {
        await using var app = await TestApp.StartAsync();
        await RefusedAsync(app, System.Text.Encoding.UTF8.GetBytes(text), why);
    }

    [Fact]
    public async Task Upload_OtherFiles_AreRefusedAndNotKept()
    {
        await using var app = await TestApp.StartAsync();
        await RefusedAsync(app, [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13], "no text file");
        await RefusedAsync(app, [.. "PK\u0003\u0004"u8, 20, 0, 6, 0], "Excel workbook");
        await RefusedAsync(app, System.Text.Encoding.UTF8.GetBytes(new string(',', 1_000_000) + "\na"), "1,000,001 columns");
        await RefusedAsync(app, System.Text.Encoding.UTF8.GetBytes("name,phone\n" + new string('x', 3_000_000)), "does not end");
        await RefusedAsync(app, new byte[ImportFiles.MostBytes + 1].Select((_, i) => (byte)(i % 50 == 0 ? '\n' : 'a')).ToArray(), "20 MB");
    }

    [Fact]
    public async Task Check_AQuoteNeverClosedAndACellTooLong_RejectTheFileWithItsLine()
    {
        await using var app = await ReadyAsync();
        var unclosed = await app.RunAsync(await app.CheckedAsync("name,phone\nJane,0712000001\n\"Jack,0712000002\n" + string.Concat(Enumerable.Repeat("x,0712000003\n", 2000))));
        (unclosed.State, unclosed.Note!.Contains("Line 3", StringComparison.Ordinal)).ShouldBe((ImportState.Rejected, true), unclosed.Note);

        var tooLong = await app.RunAsync(await app.CheckedAsync($"name,phone\nJane,{new string('1', 10_001)}\n"));
        tooLong.Note!.ShouldContain("10,001 characters");
        (await app.RowsAsync(tooLong.Id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1252", true)]
    public async Task Upload_EncodingsOfSpreadsheets_AreFound(string encoding, bool isGuess)
    {
        await using var app = await ReadyAsync();
        var codec = CsvText.EncodingOf(encoding);
        var run = Scenario.Value(await app.TryUploadAsync([.. codec.GetPreamble(), .. codec.GetBytes("Full Name;Mobile;Plan\nJosé Müller;0712000001;Home 10\n")]));

        (run.Encoding, run.Delimiter, run.IsEncodingGuessed).ShouldBe((encoding, ";", isGuess));
        ImportService.MappingOf(run).ShouldBe([TransferField.Name, TransferField.Phone, TransferField.Profile]);
        (await app.With<ImportService, IReadOnlyList<IReadOnlyList<string>>>(s => s.SamplesAsync(run, None))).ShouldHaveSingleItem()[0].ShouldBe("José Müller");
        (await app.With<ImportService, Result<ImportRun>>(s => s.ReadAgainAsync(run.Id, "windows-1251", ",", None))).Value!.Headers.ShouldContain("Plan");
    }

    [Fact]
    public async Task Map_ColumnsThatDoNotFit_AreRefused()
    {
        await using var app = await ReadyAsync();
        var run = Scenario.Value(await app.TryUploadAsync("foo,bar\n1,2\n"));
        ImportService.MappingOf(run).ShouldBe([null, null]);

        async Task<string> MapAsync(params TransferField?[] columns) => (await app.With<ImportService, Result<ImportRun>>(s => s.MapAsync(run.Id, columns, None))).Refusal!.Code;
        (await MapAsync(null, null)).ShouldBe("import.no-key");
        (await MapAsync(TransferField.Name, TransferField.Name)).ShouldBe("import.column-twice");
        (await MapAsync(TransferField.Name)).ShouldBe("import.columns-differ");
    }

    [Fact]
    public async Task Check_ManyRows_AsksTheDatabaseOncePerChunk()
    {
        await using var app = await ReadyAsync();
        var run = Scenario.Value(await app.TryUploadAsync("user_name,name,phone,profile,fixed_address\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"user{i},Person {i},07120{i:D5},Home 10,10.1.{i / 250}.{i % 250 + 1}\n"))));
        Scenario.Value(await app.With<ImportService, Result<ImportRun>>(s => s.MapAsync(run.Id, ImportService.MappingOf(run), None)));
        app.Sql.Reset();

        await app.WorkImportsAsync();

        app.Sql.Count.ShouldBeLessThan(50);
        (await app.RunAsync(run.Id)).Counts().ShouldBe((1000, 0, 0, 0));
    }

    private static async Task RefusedAsync(TestApp app, byte[] file, string why)
    {
        var refused = (await app.TryUploadAsync(file)).Refusal;
        refused!.Message.ShouldContain(why);
        (await app.Db(db => db.Set<ImportRun>().CountAsync())).ShouldBe(0);
        (await app.Db(db => db.Set<ImportChunk>().CountAsync())).ShouldBe(0);
    }
}
