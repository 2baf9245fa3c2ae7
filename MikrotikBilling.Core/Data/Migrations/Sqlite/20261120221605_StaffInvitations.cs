using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StaffInvitations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "EmailIndex",
                table: "Staff");

            migrationBuilder.DropIndex(
                name: "IX_Staff_TenantId",
                table: "Staff");

            migrationBuilder.AddColumn<long>(
                name: "LastSeenAt",
                table: "StaffSessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastSignInAt",
                table: "Staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LinkExpiresAt",
                table: "Staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LinkHash",
                table: "Staff",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Version",
                table: "Staff",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "Staff",
                column: "NormalizedEmail",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Staff_LinkHash",
                table: "Staff",
                column: "LinkHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Staff_TenantId_FullName_Id",
                table: "Staff",
                columns: new[] { "TenantId", "FullName", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "EmailIndex",
                table: "Staff");

            migrationBuilder.DropIndex(
                name: "IX_Staff_LinkHash",
                table: "Staff");

            migrationBuilder.DropIndex(
                name: "IX_Staff_TenantId_FullName_Id",
                table: "Staff");

            migrationBuilder.DropColumn(
                name: "LastSeenAt",
                table: "StaffSessions");

            migrationBuilder.DropColumn(
                name: "LastSignInAt",
                table: "Staff");

            migrationBuilder.DropColumn(
                name: "LinkExpiresAt",
                table: "Staff");

            migrationBuilder.DropColumn(
                name: "LinkHash",
                table: "Staff");

            migrationBuilder.DropColumn(
                name: "Version",
                table: "Staff");

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "Staff",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "IX_Staff_TenantId",
                table: "Staff",
                column: "TenantId");
        }
    }
}
