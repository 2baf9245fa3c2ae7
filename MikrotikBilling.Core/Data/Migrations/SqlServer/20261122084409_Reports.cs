using System;
using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Reports;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Reports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "ProfileId",
                table: "LedgerEntries",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "RouterId",
                table: "LedgerEntries",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DigestHour",
                table: "EmailSettings",
                type: "int",
                nullable: false,
                defaultValue: 7);

            migrationBuilder.CreateTable(
                name: "DrawerCloses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ClosedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Reason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    ActorId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    BookedCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    BookedMinor = table.Column<long>(type: "bigint", nullable: false),
                    CountedCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    CountedMinor = table.Column<long>(type: "bigint", nullable: false),
                    LeftCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    LeftMinor = table.Column<long>(type: "bigint", nullable: false),
                    OpeningCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    OpeningMinor = table.Column<long>(type: "bigint", nullable: false),
                    TakenCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    TakenMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DrawerCloses", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Expenses",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SpentOn = table.Column<DateOnly>(type: "date", nullable: false),
                    BookedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Category = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Way = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Supplier = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    Reference = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    ActorId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    ReversesId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AmountCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Expenses", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Expenses_Expenses_ReversesId",
                        column: x => x.ReversesId,
                        principalTable: "Expenses",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LedgerSums",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Facet = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Account = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    BookedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    Detail = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    ProfileId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Minor = table.Column<long>(type: "bigint", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LedgerSums", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NoticeChoices",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Cause = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Bell = table.Column<bool>(type: "bit", nullable: false),
                    Email = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NoticeChoices", x => new { x.StaffId, x.Cause });
                });

            migrationBuilder.CreateTable(
                name: "NoticeDigests",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Notices = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NoticeDigests", x => new { x.StaffId, x.Day });
                });

            migrationBuilder.CreateTable(
                name: "NoticeReaders",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ReadUpTo = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NoticeReaders", x => x.StaffId);
                });

            migrationBuilder.CreateTable(
                name: "NoticeReads",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    NoticeId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ReadAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NoticeReads", x => new { x.StaffId, x.NoticeId });
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Cause = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Series = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    OpenKey = table.Column<string>(type: "nvarchar(141)", maxLength: 141, nullable: true),
                    Severity = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Title = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Url = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    Amount = table.Column<int>(type: "int", nullable: false),
                    Times = table.Column<int>(type: "int", nullable: false),
                    RaisedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ClosedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Ending = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StaffPreferences",
                columns: table => new
                {
                    StaffId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Value = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StaffPreferences", x => new { x.StaffId, x.Name });
                });

            migrationBuilder.CreateIndex(
                name: "IX_DrawerCloses_TenantId_Currency_Number",
                table: "DrawerCloses",
                columns: new[] { "TenantId", "Currency", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Expenses_ReversesId",
                table: "Expenses",
                column: "ReversesId",
                unique: true,
                filter: "\"ReversesId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Expenses_TenantId_BookedOn_Id",
                table: "Expenses",
                columns: new[] { "TenantId", "BookedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Expenses_TenantId_Category_BookedOn_Id",
                table: "Expenses",
                columns: new[] { "TenantId", "Category", "BookedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Expenses_TenantId_Way_BookedOn_Id",
                table: "Expenses",
                columns: new[] { "TenantId", "Way", "BookedOn", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_LedgerSums_TenantId_Facet_Account_BookedOn",
                table: "LedgerSums",
                columns: new[] { "TenantId", "Facet", "Account", "BookedOn" });

            migrationBuilder.CreateIndex(
                name: "IX_NoticeChoices_TenantId",
                table: "NoticeChoices",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_NoticeDigests_TenantId_MadeAt",
                table: "NoticeDigests",
                columns: new[] { "TenantId", "MadeAt" });

            migrationBuilder.CreateIndex(
                name: "IX_NoticeReaders_TenantId",
                table: "NoticeReaders",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_NoticeReads_NoticeId",
                table: "NoticeReads",
                column: "NoticeId");

            migrationBuilder.CreateIndex(
                name: "IX_Notices_TenantId_Cause_LastAt_Id",
                table: "Notices",
                columns: new[] { "TenantId", "Cause", "LastAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_TenantId_ClosedAt_LastAt_Id",
                table: "Notices",
                columns: new[] { "TenantId", "ClosedAt", "LastAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_TenantId_LastAt_Id",
                table: "Notices",
                columns: new[] { "TenantId", "LastAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_TenantId_OpenKey",
                table: "Notices",
                columns: new[] { "TenantId", "OpenKey" },
                unique: true,
                filter: "\"OpenKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_StaffPreferences_TenantId",
                table: "StaffPreferences",
                column: "TenantId");

            migrationBuilder.ProtectReports();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DrawerCloses");

            migrationBuilder.DropTable(
                name: "Expenses");

            migrationBuilder.DropTable(
                name: "LedgerSums");

            migrationBuilder.DropTable(
                name: "NoticeChoices");

            migrationBuilder.DropTable(
                name: "NoticeDigests");

            migrationBuilder.DropTable(
                name: "NoticeReaders");

            migrationBuilder.DropTable(
                name: "NoticeReads");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropTable(
                name: "StaffPreferences");

            migrationBuilder.DropColumn(
                name: "ProfileId",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "RouterId",
                table: "LedgerEntries");

            migrationBuilder.DropColumn(
                name: "DigestHour",
                table: "EmailSettings");
        }
    }
}
